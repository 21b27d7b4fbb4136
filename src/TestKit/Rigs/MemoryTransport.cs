using GpioHub.Actors.Guests;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Memory;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.TestKit.Rigs;

/// <summary>The transport in memory: connection, RAM and notifications of a guest are objects of this process.</summary>
internal sealed class MemoryTransport : IRigTransport
{
    private readonly Dictionary<string, LocalListener> _listeners;
    private readonly bool _packed;

    public MemoryTransport(RigPlan plan, bool packed)
    {
        _packed = packed;
        Plan = plan;
        _listeners = plan.Guests.ToDictionary(guest => guest.Id, _ => new LocalListener());
        Endpoints = _listeners.ToDictionary(entry => entry.Key, entry => GuestEndpoint.Adopt(entry.Value));
    }

    public IReadOnlyDictionary<string, GuestEndpoint> Endpoints { get; }

    public RigPlan Plan { get; }

    public VhostUserFrontEnd Connect(string guest, Action runHub) =>
        VhostUserFrontEnd.Attach(_listeners[guest].Connect(), SocketTransport.Options(new Machine(runHub), _packed));

    public void Dispose()
    {
        foreach (var endpoint in Endpoints.Values) endpoint.Dispose();
    }

    private sealed class Machine(Action runHub) : FrontEndMachine
    {
        public override EventFd CreateEvent() => new LocalEvent();

        public override (FileDescriptor File, MemoryBacking Backing) CreateRam(ulong fileOffset, ulong size)
        {
            var ram = new LocalRam(new byte[fileOffset + size]);
            return (ram, ram.Map(fileOffset, size));
        }

        public override bool AwaitInput(UnixStream socket, TimeSpan atMost)
        {
            if (!((LocalStream)socket).IsReady && atMost > TimeSpan.Zero) runHub();
            return ((LocalStream)socket).IsReady;
        }
    }
}
