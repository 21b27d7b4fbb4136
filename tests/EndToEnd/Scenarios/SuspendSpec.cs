namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A guest that is suspended to idle, with Linux's own driver: what becomes of its lines (docs/guests.md, "Suspend").</summary>
[Trait("Boots", "kernel")]
public sealed class SuspendSpec(ArmMmioBench fixture) : IClassFixture<ArmMmioBench>
{
    /// <summary>Suspends; the machine's clock wakes it in some seconds. An alarm that is too early makes that fail: then again.</summary>
    private const string Sleep =
        "until rtc=/sys/class/rtc/rtc0/wakealarm; echo 0 >$rtc; c=$(cat /sys/power/wakeup_count); echo +3 >$rtc; " +
        "echo $c >/sys/power/wakeup_count && echo freeze >/sys/power/state; do :; done";

    private Bench Bench => fixture.Bench;

    [Fact(DisplayName = "Linux's driver does not set its queues up after a suspend: the hub says that they stand; bound anew, it works")]
    public async Task BoundAfterwards()
    {
        await Bench.WorksAsync();
        await Bench.Guest.RunAsync(Sleep);
        await Bench.Hub.UntilAsync(info => info.Guest("ivi").State == "stopped", "ivi to be stopped");

        await Bench.Guest.UnbindDriverAsync();
        await Bench.Guest.BindDriverAsync();

        await Bench.WorksAsync();
        await Bench.InterruptsAsync();
    }

    [Fact(DisplayName = "A driver that was unbound before a suspend and is bound after it works")]
    public async Task UnboundBefore()
    {
        await Bench.Guest.UnbindDriverAsync();
        await Bench.Guest.RunAsync(Sleep);
        await Bench.Guest.BindDriverAsync();

        await Bench.WorksAsync();
        await Bench.InterruptsAsync();
    }
}
