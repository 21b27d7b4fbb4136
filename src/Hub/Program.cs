using GpioHub.Hub.Commands;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Hosting;
using GpioHub.Hub.Hosting.Rigs;

if (StartGuard.WhyNot(args) is { } whyNot)
{
    Console.Error.WriteLine($"gpiohub: {whyNot}");
    return ExitCode.Failed;
}

if (args is ["run", ..]) RunSignals.Begin();
return await GpioHubCommand.RunAsync(args, Terminal.OfProcess(), () => new RigRuntime { RehearsalStage = PrivateRig.Start });

/// <summary>The class around the lines above; a generator of ASP.NET Core makes it public unless somebody says otherwise.</summary>
internal sealed partial class Program;
