using GpioHub.Actors.Guests;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>The hub as a whole sends no kicks and signals that nobody needs; DeviceRing's spec tests a ring's part.</summary>
public class SuppressionSpec
{
    [Fact(DisplayName =
        "A hub that is busy wants no further kick: avail_event is kept back until it goes to rest, and then asks for one (VQ-10…VQ-12)")]
    public async Task Kicks()
    {
        await using var rig = await HotRig.StartAsync();
        var guest = rig.Guests[0];
        Chain[] chains = [.. Enumerable.Range(0, HotRig.RingSize).Select(line => guest.Message(GpioMessage.GetValue, line % HotRig.Lines))];
        for (int round = 0; round < 3; round++)
        {
            guest.Requests.AwaitRest();
            int before = guest.Requests.Kicks;
            using (await rig.HoldAsync())
                foreach (var chain in chains) guest.Requests.Offer(chain);             // each shown by itself
            guest.Requests.Await(chains.Length);
            Assert.Equal(1, guest.Requests.Kicks - before);
        }
    }

    [Theory(DisplayName =
        "A driver that looks by itself is not signalled, on either ring, and once it asks again it is, once for all that comes at a " +
        "time (VQ-09…VQ-11)")]
    [InlineData(VirtioFeatures.None)]
    [InlineData(VirtioFeatures.EventIdx)]
    [InlineData(VirtioFeatures.EventIdx | VirtioFeatures.IndirectDescriptors)]
    public async Task Signals(VirtioFeatures without)
    {
        await using var rig = await HotRig.StartAsync(without: without);
        var guest = rig.Guests[0];
        int some = GuestQueues.ChainsPerTurn;
        Chain[] requests = [.. Enumerable.Range(0, some).Select(line => guest.Message(GpioMessage.GetValue, line))];
        Chain[] pairs = [.. Enumerable.Range(0, some).Select(line => guest.Pair(line, IrqStatus.Invalid))];
        guest.Events.Do(guest.Pair(0, IrqStatus.Invalid));   // the first after a start is always signalled (VQ-11)
        foreach (var (queue, chains) in new[] { (guest.Requests, requests), (guest.Events, pairs) })
        {
            foreach (bool wanted in new[] { false, true, false })
            {
                queue.AskForSignal();
                if (!wanted) queue.Silence();
                ushort before = queue.UsedIndex;
                using (await rig.HoldAsync()) queue.Offer(chains);
                Assert.Equal(chains.Length, queue.NextStep(before));
                using var after = await rig.HoldAsync();
                Assert.Equal(wanted ? 1 : 0, queue.Signals());
                queue.Await(chains.Length);
            }
        }
    }
}
