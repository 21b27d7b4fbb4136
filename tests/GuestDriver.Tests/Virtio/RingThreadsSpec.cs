using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

public class RingThreadsSpec
{
    private const int Messages = 30_000;

    // Only a hang reaches this; then the test fails instead of never ending.
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(60);

    [Theory(DisplayName = "Two threads that sleep whenever there is nothing to do miss no kick and no interrupt (VQ-S4, VQ-12)")]
    [InlineData(RingFeatures.None)]
    [InlineData(RingFeatures.EventIdx)]
    [InlineData(RingFeatures.EventIdx | RingFeatures.IndirectDescriptors)]
    [InlineData(RingFeatures.Packed)]
    [InlineData(RingFeatures.Packed | RingFeatures.EventIdx | RingFeatures.IndirectDescriptors)]
    public async Task NoLostWakeUp(RingFeatures features)
    {
        RingPair pair = new(4, features);
        Place place = (features & RingFeatures.IndirectDescriptors) != 0 ? Place.Indirect : Place.Direct;
        using AutoResetEvent kick = new(false), call = new(false);

        Task device = Task.Factory.StartNew(() => Device(pair, kick, call), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Task driver = Task.Factory.StartNew(() => Driver(pair, place, kick, call), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAll(device, driver);

        Assert.Equal(Messages, pair.Device.Completed);
    }

    private static void Driver(RingPair pair, Place place, AutoResetEvent kick, AutoResetEvent call)
    {
        int sent = 0, back = 0;
        while (back < Messages)
        {
            while (sent < Messages && pair.TryAdd(sent, Cut.Merged, place)) sent++;
            if (pair.Driver.Publish()) kick.Set();
            if (!pair.Driver.HasUsed && !pair.Driver.EnableInterrupts() && !call.WaitOne(Hung))
                Assert.Fail($"no interrupt, {back} of {sent} back");
            pair.Driver.DisableInterrupts();
            while (pair.Driver.Collect(out _) == CollectResult.Used) back++;
            if (pair.Driver.Fault != DriverRingFault.None) Assert.Fail($"{pair.Driver.Fault}");
        }
    }

    private static void Device(RingPair pair, AutoResetEvent kick, AutoResetEvent call)
    {
        int served = 0;
        while (served < Messages)
        {
            if (!pair.Device.HasPending && !pair.Device.EnableKicks() && !kick.WaitOne(Hung)) Assert.Fail($"no kick, {served} served");
            pair.Device.DisableKicks();
            (int count, bool notify) = pair.Serve(Cut.Merged);
            served += count;
            if (notify) call.Set();
        }
    }
}
