using GpioHub.Fuzz.Support;

return FuzzProgram.Run(args);
