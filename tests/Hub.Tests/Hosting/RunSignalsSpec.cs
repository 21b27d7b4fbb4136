using System.Runtime.InteropServices;
using GpioHub.Hub.Hosting;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>Holds what a signal means when it comes at the edge of a run. <see cref="EndSpec"/> sends real ones to whole hubs.</summary>
public class RunSignalsSpec
{
    [Fact(DisplayName = "SIGTERM asks for the end, and does not end the process by itself")]
    public void Term()
    {
        using var signals = new RunSignals(CancellationToken.None);
        var signal = new PosixSignalContext(PosixSignal.SIGTERM);

        signals.End(signal);

        Assert.True(signal.Cancel);
        Assert.True(signals.Stop.IsCancellationRequested);
    }

    [Fact(DisplayName = "A signal that is still on its way when everything has ended does nothing")]
    public void TooLate()
    {
        var signals = new RunSignals(CancellationToken.None);
        signals.Dispose();
        var signal = new PosixSignalContext(PosixSignal.SIGTERM);

        signals.End(signal);

        Assert.True(signal.Cancel);
    }
}
