namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Level interrupts of a real Linux: its gpio-virtio driver asks for them when a driver inside the kernel does.</summary>
public abstract class KernelLevelSpec(KernelLevelBench bench)
{
    [Theory(DisplayName = "A level that a driver in Linux's kernel requested interrupts again and again while it lasts, " +
        "one run of the handler for each VALID, and not once after its chip has lowered it (VG-D-41)")]
    [InlineData("high", "hard")]
    [InlineData("high", "thread")]
    [InlineData("low", "hard")]
    [InlineData("low", "thread")]
    public async Task LevelsInterruptWhileTheyLast(string level, string context)
    {
        const int Times = 5;
        await bench.BeginAsync(level);
        await bench.RequestAsync(level, context, acknowledge: Times);
        Assert.Equal(0, await bench.RestAsync(0));

        await bench.RaiseAsync();
        long first = await bench.RestAsync(Times);
        Assert.Equal(first, await bench.RunsAsync());
        // A hard handler may not sleep, so it is called until the work that it has begun is done. A thread is masked while it acknowledges.
        if (context == "thread") Assert.Equal(Times, first);

        await bench.RaiseAsync();
        long second = await bench.RestAsync(first + 1);
        Assert.Equal(second, await bench.RunsAsync());
        if (context == "thread") Assert.Equal(Times + 1, second);
    }

    [Theory(DisplayName = "A level that is active when a driver in Linux's kernel requests it interrupts at once (VG-D-41)")]
    [InlineData("high", "hard")]
    [InlineData("high", "thread")]
    [InlineData("low", "hard")]
    [InlineData("low", "thread")]
    public async Task ActiveLevelsInterruptAtOnce(string level, string context)
    {
        await bench.BeginAsync(level);
        await bench.RaiseAsync();

        await bench.RequestAsync(level, context);

        long delivered = await bench.RestAsync(1);
        Assert.Equal(delivered, await bench.RunsAsync());
        if (context == "thread") Assert.Equal(1, delivered);
    }

    [Theory(DisplayName = "A level that comes and goes while the thread of its handler runs is not latched (VG-D-37)")]
    [InlineData("high")]
    [InlineData("low")]
    public async Task LevelsAreNotLatched(string level)
    {
        await bench.BeginAsync(level);
        await bench.HoldAsync(true);
        await bench.RequestAsync(level, "thread");
        await bench.RaiseAsync();
        await bench.UntilRunsAsync(1);

        await bench.LowerAsync();
        await bench.RaiseAsync();
        await bench.LowerAsync();
        var masked = await bench.LineAsync(l => l.Buffer == "none", "the line to be masked");
        Assert.False(masked.Latched);
        await bench.HoldAsync(false);

        Assert.Equal(1, await bench.RestAsync(1));
        Assert.Equal(1, await bench.RunsAsync());
    }

    [Theory(DisplayName = "A level that lasts interrupts until its interrupt is freed, and not after that (VG-D-38)")]
    [InlineData("high")]
    [InlineData("low")]
    public async Task FreeEndsALevelThatLasts(string level)
    {
        const int Storm = 200;
        await bench.BeginAsync(level);
        await bench.RequestAsync(level, "hard", acknowledge: int.MaxValue);
        await bench.RaiseAsync();
        await bench.UntilRunsAsync(Storm);

        await bench.FreeAsync();

        await bench.LineAsync(l => l is { Irq: "none", Buffer: "none", Latched: false }, "INT to be free");
        // One VALID may be on its way when the interrupt is freed.
        long unseen = await bench.DeliveredAsync() - await bench.RunsAsync();
        Assert.InRange(unseen, 0, 1);
    }
}

[Trait("Boots", "kernel")]
public sealed class KernelLevelOnUmlSpec(UmlKernelLevelBench bench) : KernelLevelSpec(bench), IClassFixture<UmlKernelLevelBench>;

[Trait("Boots", "kernel")]
public sealed class KernelLevelOnQemu10Spec(Qemu10KernelLevelBench bench) : KernelLevelSpec(bench), IClassFixture<Qemu10KernelLevelBench>;
