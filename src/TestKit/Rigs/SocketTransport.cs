using GpioHub.Actors.Guests;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.TestKit.Rigs;

/// <summary>The transport over Unix sockets, shared memory and eventfds, in a folder of the scenario's own.</summary>
internal sealed class SocketTransport : IRigTransport
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-").FullName;
    private readonly bool _packed;

    public SocketTransport(RigPlan plan, bool packed)
    {
        _packed = packed;
        Plan = plan with
        {
            Guests =
                [.. plan.Guests.Select((guest, i) => guest with { SocketPath = Path.Combine(_folder, $"{i}.sock"), SocketGroup = null })],
        };
        Endpoints = Plan.Guests.ToDictionary(guest => guest.Id, guest => GuestEndpoint.Bind(guest, groupId: null));
    }

    /// <summary>As QEMU 9 and later, except for BACKEND_REQ: that is a second socket, on which the hub says nothing.</summary>
    public static ProtocolFeatures Protocol => ProtocolFeatures.MultiQueue | ProtocolFeatures.ReplyAck | ProtocolFeatures.Config
        | ProtocolFeatures.ConfigureMemSlots | ProtocolFeatures.ResetDevice | ProtocolFeatures.Status;

    public IReadOnlyDictionary<string, GuestEndpoint> Endpoints { get; }

    public RigPlan Plan { get; }

    public VhostUserFrontEnd Connect(string guest, Action runHub) => VhostUserFrontEnd.Connect(
        Plan.Guests.Single(plan => plan.Id == guest).SocketPath,
        Options(new Machine(runHub), _packed));

    /// <summary>How a guest connects.</summary>
    /// <param name="packed">Whether it takes packed rings.</param>
    public static FrontEndOptions Options(FrontEndMachine machine, bool packed)
    {
        var options = new FrontEndOptions { Machine = machine, ProtocolFeatures = Protocol };
        return packed ? options with { Features = options.Features | VirtioFeatures.RingPacked } : options;
    }

    public void Dispose()
    {
        foreach (var endpoint in Endpoints.Values) endpoint.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The kernel, but the hub runs on the thread that waits for it.</summary>
    private sealed class Machine(Action runHub) : FrontEndMachine
    {
        public override bool AwaitInput(UnixStream socket, TimeSpan atMost)
        {
            if (base.AwaitInput(socket, TimeSpan.Zero)) return true;
            if (atMost > TimeSpan.Zero) runHub();
            return base.AwaitInput(socket, TimeSpan.Zero);
        }
    }
}
