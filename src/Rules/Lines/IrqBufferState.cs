namespace GpioHub.Rules.Lines;

public enum IrqBufferState : byte { None, Held, Parked }
