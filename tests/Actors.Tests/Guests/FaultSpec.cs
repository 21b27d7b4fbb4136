using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>An exception in every actor, at every message, before and after it was handled: no head lost, none returned
/// twice, the guest goes on.</summary>
public class FaultSpec(ITestOutputHelper output) : RigSpec
{
    [Fact(DisplayName = "A throw in any actor at any message loses no head, returns none twice, and the next requests and interrupts work")]
    public async Task EveryActorEveryMessage()
    {
        var pairs = await DryRunAsync();
        Assert.Contains(("LineActor", "LineWork"), pairs);
        Assert.Contains(("ChipDesk", "LineOperation"), pairs);
        int tried = 0;
        foreach (var (actor, message) in pairs)
        {
            foreach (bool after in new[] { false, true })
            {
                // The guest's actor ends its session when it fails: its front-end connects again, which the drill below does anyhow.
                await DrillAsync(actor, message, after);
                tried++;
            }
        }

        output.WriteLine($"{tried} faults over {pairs.Count} (actor, message) pairs: {string.Join(", ", pairs)}");
    }

    private async Task<IReadOnlyList<(string Actor, string Message)>> DryRunAsync()
    {
        var plan = new OneCrash();
        await using var rig = await StartAsync(plan);
        await using (var guest = await rig.ConnectAsync()) await UseAsync(rig, guest);
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        return plan.Seen;
    }

    private async Task DrillAsync(string actor, string message, bool after)
    {
        var plan = new OneCrash();
        await using var rig = await StartAsync(plan);
        await using (var guest = await rig.ConnectAsync())
        {
            await UseAsync(rig, guest);                                    // warm: every actor is in its usual state
            plan.Arm(actor, message, after);
            try
            {
                await UseAsync(rig, guest).WaitAsync(TimeSpan.FromSeconds(20));
            }
            catch (TimeoutException)
            {
                Assert.Fail($"{actor}, {message}, after={after}: a head was lost (nobody answered within 20 s)\n" +
                    $"{await rig.Hub.GuestAsync("ivi", CancellationToken.None)}");
            }
            catch (Exception) when (actor is "GuestActor")
            {
                // its session is over; a head returned twice would have been a VhostUserPeerException of the
                // ring, checked below for all others
            }
            catch (GpioRequestException)
            {
                // ERR is an answer: the line's actor failed with the request in hand
            }

            if (actor is not "GuestActor") Assert.True(guest.Failure is null, $"{actor}, {message}, after={after}: {guest.Failure}");
        }

        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using var next = await rig.ConnectAsync();
                await UseAsync(rig, next).WaitAsync(TimeSpan.FromSeconds(20));     // everything works again
                Assert.True(next.Failure is null, $"{actor}, {message}, after={after}: afterwards {next.Failure}");
                return;
            }
            catch (Exception e) when (attempt == 0 && plan.Thrown == 1 && e is VhostUserPeerException or GpioRequestException)
            {
                // the fault waited for this connection: a guest's actor that fails ends its session
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail(
                    $"{actor}, {message}, after={after}: afterwards {e}\n{await rig.Hub.GuestAsync("ivi", CancellationToken.None)}");
            }
        }
    }

    /// <summary>A little of everything: requests, an interrupt that is delivered, disabled, a pause.</summary>
    private static async Task UseAsync(LiveRig rig, GpioDriver guest)
    {
        await guest.DriveAsync(3, true);
        await guest.SetDirectionAsync(3, GpioDirection.None);
        await rig.SetAsync(0, false);
        var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1 || snapshot.State == GuestState.Waiting);
        await rig.SetAsync(0, true);
        await rig.SetAsync(0, false);
        for (int i = 0; i < 3 && !irq.Events.TryRead(out _); i++)
        {
            // An edge may die with the actor that was handed it; the line must be armed again, and the next edge arrive.
            await rig.UntilAsync(snapshot => snapshot.Armed == 1 || snapshot.Interrupts > 0 || snapshot.State == GuestState.Waiting);
            await rig.SetAsync(0, true);
            await rig.SetAsync(0, false);
        }

        await guest.StopAsync();
        await guest.ResumeAsync();
        await irq.DisposeAsync();
        for (ushort line = 0; line < 4; line++) await guest.GetValueAsync(line);
    }
}
