using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>A vhost-user front-end for one virtio-gpio device: QEMU's part, without a guest.</summary>
/// <remarks>
/// Every method blocks for at most a few reply timeouts, and is called from one thread at a time. Any fault of the back-end is a
/// <see cref="VhostUserPeerException"/>; dispose of the connection then. Source: vhost-user.rst; VU-S4, VU-S10, VU-S11.
/// </remarks>
public sealed partial class VhostUserFrontEnd : IDisposable
{
    /// <summary>Queues of virtio-gpio: requestq and eventq.</summary>
    public const int QueueCount = 2;

    private readonly string? _path;
    private UnixStream? _backendChannel;
    private bool _memoryIsAdded;
    private bool _basesAreLost;

    private VhostUserFrontEnd(UnixStream socket, string? path, FrontEndOptions options)
    {
        Options = options;
        _path = path;
        Channel = new FrontEndChannel(socket, options.ReplyTimeout, options.Machine);
        Ram = new GuestRam(options.MemorySize, options.Machine);
        Rings = [.. Enumerable.Range(0, QueueCount)
            .Select(i => new FrontEndRing(i, options.SizeOf(i), Ram, options.Manners, options.Machine))];
    }

    public FrontEndOptions Options { get; }

    /// <summary>The connection, for messages that this class has no method for.</summary>
    public FrontEndChannel Channel { get; private set; }

    public GuestRam Ram { get; }

    /// <summary>[0] = requestq, [1] = eventq. The eventq is set up only with <see cref="HasEventQueue"/>.</summary>
    public IReadOnlyList<FrontEndRing> Rings { get; }

    /// <summary>The features that the back-end offers.</summary>
    public VirtioFeatures Offered { get; private set; }

    /// <summary>The features that the guest runs with: those of SET_FEATURES, and what the manners do not tell.</summary>
    public VirtioFeatures Features { get; private set; }

    /// <inheritdoc cref="Offered"/>
    public ProtocolFeatures OfferedProtocol { get; private set; }

    public ProtocolFeatures Protocol { get; private set; }

    /// <summary>VIRTIO_GPIO_F_IRQ was negotiated.</summary>
    public bool HasEventQueue => (Features & VirtioFeatures.Irq) != 0;

    /// <summary>The rings run: between <see cref="Start"/> and <see cref="Stop"/>.</summary>
    public bool Running { get; private set; }

    /// <summary>Connects to a back-end's socket and negotiates; no ring is started.</summary>
    /// <exception cref="ErrnoException">ENOENT: no such path; ECONNREFUSED: nobody listens; EACCES.</exception>
    /// <exception cref="VhostUserPeerException">The back-end is no virtio-gpio back-end, or another front-end has its place.</exception>
    public static VhostUserFrontEnd Connect(string path, FrontEndOptions? options = null) =>
        Negotiated(new VhostUserFrontEnd(UnixStream.Connect(path), path, options ?? new FrontEndOptions()));

    /// <summary>As <see cref="Connect"/>, over a socket that is connected already and is owned from here on.</summary>
    public static VhostUserFrontEnd Attach(UnixStream socket, FrontEndOptions? options = null) =>
        Negotiated(new VhostUserFrontEnd(socket, path: null, options ?? new FrontEndOptions()));

    /// <summary>Starts the rings at their present base: the first one the first time and after <see cref="Reset"/>, else where
    /// <see cref="Stop"/> left them.</summary>
    /// <exception cref="InvalidOperationException">User-Mode Linux was stopped: it asks for no base, so it cannot go on, only
    /// <see cref="Reset"/>.</exception>
    public void Start()
    {
        if (_basesAreLost) throw new InvalidOperationException("User-Mode Linux cannot pause: after a stop it can only be reset");
        if (Options.Manners == FrontEndManners.Qemu72)
            foreach (FrontEndRing ring in Rings) SetCall(ring, ring.MaskedCall);
        SetUpDevice();
        if (Options.Manners == FrontEndManners.UserModeLinux) StartAsUml();
        else StartAsQemu();
        Running = true;
    }

    /// <summary>Stops the rings as a paused, reset or switched-off virtual machine does; only the next start shows which of them it was
    /// (VU-45…VU-48).</summary>
    public void Stop()
    {
        Running = false;
        if (Options.Manners == FrontEndManners.UserModeLinux)
        {
            foreach (FrontEndRing ring in ActiveRings.Reverse()) Enable((int)ring.Index, on: false);
            Channel.AskU64(FrontEndRequest.GetFeatures);        // so that what came before has been done
            _basesAreLost = true;
            return;
        }

        if (Options.Manners == FrontEndManners.Qemu10)
            foreach (FrontEndRing ring in Rings) Enable((int)ring.Index, on: false);
        foreach (FrontEndRing ring in ActiveRings) ring.Base = GetVringBase(ring);
        foreach (FrontEndRing ring in Rings) SetCall(ring, ring.MaskedCall);
    }

    /// <summary>Stops the rings if they run, and clears them: the next <see cref="Start"/> is a new driver's.</summary>
    public void Reset()
    {
        if (Running) Stop();
        foreach (FrontEndRing ring in Rings) ring.Clear();
        _basesAreLost = false;
    }

    /// <summary>Connects anew after the back-end went away; the rings start as with QEMU: at their used index in memory, packed ones, of
    /// which memory says nothing, at the base of their last start. The guest notices nothing.</summary>
    /// <param name="socket">Connected; null = the path given to <see cref="Connect"/>.</param>
    /// <param name="startAt">Called for each ring while there is no connection; returns its base. Null: as QEMU. Other monitors go on at
    /// avail.idx (VU-S11).</param>
    /// <exception cref="ErrnoException">Nobody is there yet; call it again.</exception>
    public void Reconnect(UnixStream? socket = null, Func<FrontEndRing, uint>? startAt = null)
    {
        Channel.Close();        // first, because the back-end has one place (VU-10)
        _backendChannel?.Dispose();
        foreach (FrontEndRing ring in ActiveRings) (ring.Base, ring.Placed) = (startAt?.Invoke(ring) ?? ring.BaseAfterLoss, false);
        UnixStream next = socket ?? UnixStream.Connect(_path ?? throw new InvalidOperationException("there is no path to connect to"));
        Channel = new FrontEndChannel(next, Options.ReplyTimeout, Options.Machine);
        _memoryIsAdded = false;
        Negotiate();
        _basesAreLost = false;
        Start();
    }

    /// <summary>Reads config space. Source: vhost-user.rst, VHOST_USER_GET_CONFIG.</summary>
    /// <param name="length">Bytes, at most 256.</param>
    public byte[] GetConfig(uint offset, uint length)
    {
        byte[] asked = FrontEndWire.Config(offset, length);
        byte[] reply = Channel.Ask(FrontEndRequest.GetConfig, asked, asked.Length, orEmpty: true);
        if (reply.Length == 0) throw new VhostUserPeerException($"GetConfig: the back-end has no {length} bytes of config at {offset}");
        if (!reply.AsSpan(0, FrontEndWire.ConfigHeaderSize).SequenceEqual(asked.AsSpan(0, FrontEndWire.ConfigHeaderSize)))
        {
            throw new VhostUserPeerException(
                $"GetConfig: asked for {length} bytes at {offset}, the reply is for {Convert.ToHexString(reply)}");
        }
        return reply[FrontEndWire.ConfigHeaderSize..];
    }

    /// <summary>SET_VRING_ENABLE for one ring.</summary>
    public void Enable(int ring, bool on) =>
        Channel.Tell(FrontEndRequest.SetVringEnable, FrontEndWire.VringState((uint)ring, on ? 1u : 0u), AckEnable);

    /// <summary>RESET_DEVICE, if the back-end knows it; no QEMU sends it to a gpio device.</summary>
    public void ResetDevice() => Channel.Tell(FrontEndRequest.ResetDevice, [], needReply: true);

    /// <summary>Swaps a ring's call descriptor while it runs (VU-31): the back-end signals the old or the new one.</summary>
    public void SetCall(FrontEndRing ring, SafeHandle call) =>
        Channel.Tell(FrontEndRequest.SetVringCall, FrontEndWire.Of(ring.Index), NeedsAck, call);

    /// <summary>Ends the connection, and waits until the back-end has noticed.</summary>
    public void Close() => Channel.Close();

    /// <summary>Ends the connection at once, as a front-end that dies.</summary>
    public void Dispose()
    {
        Channel.Dispose();
        _backendChannel?.Dispose();
        foreach (FrontEndRing ring in Rings) ring.Dispose();
        Ram.Dispose();
    }

    private static VhostUserFrontEnd Negotiated(VhostUserFrontEnd frontEnd)
    {
        try
        {
            frontEnd.Negotiate();
            return frontEnd;
        }
        catch
        {
            frontEnd.Dispose();
            throw;
        }
    }
}
