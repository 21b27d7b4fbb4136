using GpioHub.Hub.Commands;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Hosting;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Succession;
using GpioHub.Transports.Native;

namespace GpioHub.Hub;

/// <summary>The program: a keeper, or everything else.</summary>
internal static class Program
{
    /// <summary>Threads come and go with each connection of a link, each into an arena that is free, up to eight for each CPU: they would
    /// all grow to what agreeing on TLS takes. The hot path asks malloc for nothing, so nobody waits for another there.</summary>
    private const int MostArenas = 2;

    // Not async: a keeper needs neither tasks nor what the other half loads.
    public static int Main(string[] args) => KeeperStart.IsFor(args) ? Keeper.Run(args) : RunAsync(args).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(string[] args)
    {
        if (StartGuard.WhyNot(args) is { } whyNot)
        {
            Console.Error.WriteLine($"gpiohub: {whyNot}");
            return ExitCode.Failed;
        }

        if (args is ["run", ..])
        {
            MallocArenas.TryLimit(MostArenas);                             // with another malloc it is larger, and works
            RunSignals.Begin();
            KeeperContact.Begin();
        }

        return await GpioHubCommand.RunAsync(args, Terminal.OfProcess(), () => new RigRuntime { RehearsalStage = PrivateRig.Start });
    }
}
