using GpioHub.Hub.CommandLine;
using GpioHub.Hub.Hosting;

return await GpioHubCommand.RunAsync(args, Terminal.OfProcess(), () => new RigRuntime());
