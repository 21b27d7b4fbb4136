using GpioHub.Hub.CommandLine;

return await GpioHubCommand.RunAsync(args, Terminal.OfProcess());
