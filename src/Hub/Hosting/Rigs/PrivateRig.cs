using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Rigs;
using GpioHub.Actors.Testing;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>A whole rig that nobody else sees: one simulated chip, a guest that drives all its lines and one that watches them.</summary>
/// <remarks>
/// It is made of the same classes as the hub's own rig, down to the mapped memory and the eventfds: what the runtime learns here about the
/// types at a call, it uses for the hub's guests. Everything else is its own: actor system, reactor, thread, sockets without a path. Its
/// actors log nothing.
/// </remarks>
internal sealed class PrivateRig : IDisposable
{
    public const int Lines = 16;

    private const string Chip = "chip";

    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private static readonly FrontEndOptions PackedRings = new()
    {
        RequestQueueSize = BareGuest.QueueSize,
        EventQueueSize = BareGuest.QueueSize,
        Features = new FrontEndOptions().Features | VirtioFeatures.RingPacked,
    };

    private readonly ActorSystem _system;
    private readonly RecordFile? _record;
    private readonly ReactorSet _reactors;
    private readonly (UnixStream Front, UnixStream Back)[] _sockets = [UnixStream.Pair(), UnixStream.Pair()];
    private readonly GuestEndpoint[] _endpoints;
    private readonly BareGuest?[] _guests = new BareGuest?[2];
    private Exception? _fault;

    private PrivateRig(Polling polling, bool recorded)
    {
        _endpoints = [.. _sockets.Select(pair => GuestEndpoint.Adopt(pair.Back))];
        _system = HubActorSystem.StartSilent("rehearsal");
        _record = recorded ? RecordFile.Create(boot: 0) : null;
        _reactors = new ReactorSet(1, (cause, _) => _fault ??= cause, polling, number => _record?.Turn(number));
        _reactors.Start(_system, threads: "rehearsal");
    }

    /// <summary>All its lines are outputs, and its rings packed.</summary>
    public BareGuest Drive => _guests[0]!;

    /// <summary>All its lines are inputs, and its rings split.</summary>
    public BareGuest Watch => _guests[1]!;

    /// <summary>An exception that has left a turn; null = none.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>No actor and no thread of it is left.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Starts the rig and both guests. Blocks meanwhile.</summary>
    /// <param name="polling">As of the hub's own reactors.</param>
    /// <param name="recorded">Its turns are recorded, as the hub's are; nobody ever reads it.</param>
    public static PrivateRig Start(Polling polling, bool recorded)
    {
        var rig = new PrivateRig(polling, recorded);
        try
        {
            rig.Begin();
            return rig;
        }
        catch
        {
            rig.Dispose();
            throw;
        }
    }

    /// <summary>Ends the guests, the actors, then their thread.</summary>
    /// <exception cref="TimeoutException">The actors do not end.</exception>
    public void Dispose()
    {
        foreach (var guest in _guests) guest?.Dispose();
        foreach (var (front, _) in _sockets) front.Dispose();
        if (!_system.Terminate().Wait(EndTime)) throw new TimeoutException($"actors do not end within {EndTime.TotalSeconds} s");
        _reactors.Dispose();
        _record?.Dispose();
        foreach (var endpoint in _endpoints) endpoint.Dispose();
        HasEnded = true;
    }

    private void Begin()
    {
        var plan = Plan();
        var endpoints = plan.Guests.Zip(_endpoints).ToDictionary(at => at.First.Id, at => at.Second);
        var wiring = new RigWiring(plan, ReactorPlacement.Of(plan), _reactors.All, SystemClock.Instance, NoCrashes.Instance, endpoints,
            (_, _) => new SimulatedPort(), keeping: _record is null ? null : new Keeping { Record = _record });
        Actors.Rigs.ActorRig.StartAsync(_system, wiring, CancellationToken.None).GetAwaiter().GetResult();
        _guests[0] = BareGuest.Attach(_sockets[0].Front, PackedRings);
        _guests[1] = BareGuest.Attach(_sockets[1].Front);
    }

    private static RigPlan Plan()
    {
        int[] places = [.. Enumerable.Range(0, Lines)];
        var chip = new ChipPlan(Chip, SimPlan.Instance, [.. places.Select(offset => new ChipLinePlan(offset, null, Bias.AsIs,
            ActiveLow: false, DriveKind.PushPull, InitialState.AsIs, ResolveRule.Exclusive, ControlAccess.Read))]);
        GuestPlan Guest(string id, LineAccess access) => new(id, "", UnixFileMode.None, null, EarlyUnmask.Return, null,
            [.. places.Select(line => new GuestLinePlan(line, "", new ChipLineAddress(Chip, line), access, OnRelease.Input))]);
        var hub = new HubPlan("", "", "", UnixFileMode.None, null, null, Reactors: 1, PollPlan.Off) { PackedRings = true };
        return new RigPlan(hub, [chip], [Guest("drive", LineAccess.Out), Guest("watch", LineAccess.In)]);
    }
}
