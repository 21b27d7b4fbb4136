using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Tests.Support;
using GpioHub.Actors.Wires;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>As <see cref="FaultSpec"/>, at the messages that only a slow, hung or unplugged chip brings; in virtual time.</summary>
public class CrashAtBadChipSpec(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact(DisplayName = "A throw in any actor at any message about a chip that hangs, goes and comes back: " +
        "every request is answered, and the line works afterwards")]
    public async Task EveryActorEveryMessage()
    {
        var dry = new OneCrash();
        await DrillAsync(dry, "no actor");
        foreach (string expected in (string[])[nameof(LineProtocol.DeadlinePassed), nameof(WireProtocol.ChipLost),
            nameof(PortProtocol.PortAnswered),
            nameof(PortProtocol.PortLost), nameof(QueueProtocol.Outstanding)])
            Assert.True(dry.Seen.Any(pair => pair.Message == expected), $"{expected} never came: {string.Join(", ", dry.Seen)}");

        // a timer's message comes wrapped; how is the runtime's affair
        foreach (string actor in (string[])[nameof(ChipActor), nameof(GuestActor)])
        {
            Assert.True(dry.Seen.Any(pair => pair.Actor == actor && pair.Message.StartsWith("Timer", StringComparison.Ordinal)),
                $"no timer of {actor} fired");
        }

        int tried = 0;
        foreach (var (actor, message) in dry.Seen)
        {
            foreach (bool after in new[] { false, true })
            {
                var plan = new OneCrash();
                plan.Arm(actor, message, after);
                await DrillAsync(plan, actor);
                Assert.True(plan.Thrown == 1, $"{actor}, {message}, after={after}: the fault never came");
                tried++;
            }
        }

        output.WriteLine($"{tried} faults over {dry.Seen.Count} (actor, message) pairs");
    }

    private static async Task DrillAsync(OneCrash plan, string actor)
    {
        var port = new ScriptedPort();
        await using var rig = await LiveRig.StartAsync(
            folder =>
            {
                var chip = Plans.Sim("bench", "A");
                return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
            }, plan, _ => port, virtualTime: true);
        try
        {
            await using var guest = await rig.ConnectAsync();
            await HangAsync(rig, port, guest).WaitAsync(Patience);
        }
        catch (Exception e) when (e is GpioRequestException
            || (actor is nameof(GuestActor) or nameof(Actors.Rigs.RigActor) && e is VhostUserPeerException or AskTimeoutException))
        {
            // ERR is an answer; a guest's actor that fails, or is restarted with the hub's, ends its session,
            // and a question to it may be lost
        }

        port.Result = PortResult.Done;
        while (!port.Kept.IsEmpty) port.Answer(ChipOutcome.Done);
        port.Unplug();
        await UntilAsync(rig, ChipState.Failing);
        port.Plug();
        await UntilAsync(rig, ChipState.Up);

        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        await using var next = await ConnectAsync(rig);
        await next.DriveAsync(0, true).WaitAsync(Patience);
        Assert.True((await rig.LineAsync(0)).Level);
    }

    /// <summary>A request at a chip that does not answer, its deadline, the late answer.</summary>
    private static async Task HangAsync(LiveRig rig, ScriptedPort port, GpioDriver guest)
    {
        await guest.DriveAsync(0, true);
        port.Result = PortResult.Pending;
        var request = guest.RequestAsync(GpioMessage.SetValue, 0, 0);
        while (!request.IsCompleted)
        {
            await rig.UntilAsync(_ => true);
            rig.Advance(TimeSpan.FromMilliseconds(100));
        }

        await request;
        port.Result = PortResult.Done;
        while (!port.Kept.IsEmpty) port.Answer(ChipOutcome.Done);
        await guest.GetDirectionAsync(0);
    }

    private static async Task<GpioDriver> ConnectAsync(LiveRig rig)
    {
        try
        {
            return await rig.ConnectAsync();
        }
        catch (VhostUserPeerException)
        {
            return await rig.ConnectAsync();               // the fault waited for this connection
        }
    }

    private static async Task UntilAsync(LiveRig rig, ChipState state)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await rig.Hub.ChipAsync("bench", patience.Token))!.State != state)
        {
            patience.Token.ThrowIfCancellationRequested();
            rig.Advance(TimeSpan.FromMilliseconds(100));
        }
    }
}
