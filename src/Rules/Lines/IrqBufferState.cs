namespace GpioHub.Rules.Lines;

public enum IrqBufferState { None, Held, Parked }
