using GpioHub.Hub.CommandLine;
using GpioHub.Hub.Hosting;

if (StartGuard.WhyNot(args) is { } whyNot)
{
    Console.Error.WriteLine($"gpiohub: {whyNot}");
    return ExitCode.Failed;
}

if (args is ["run", ..]) RunSignals.Begin();
return await GpioHubCommand.RunAsync(args, Terminal.OfProcess(), () => new RigRuntime());
