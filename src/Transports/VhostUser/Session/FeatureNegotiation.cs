using GpioHub.Transports.Records;

namespace GpioHub.Transports.VhostUser;

/// <summary>What is offered of features and protocol features, and what the front-end accepted of it.</summary>
internal sealed class FeatureNegotiation(DeviceFeatures offered, ProtocolFeatures protocolOffered)
{
    private const ProtocolFeatures InbandNeeds = ProtocolFeatures.BackendReq | ProtocolFeatures.ReplyAck;

    private DeviceFeatures _offered = offered;

    /// <summary>null before SET_FEATURES.</summary>
    public DeviceFeatures? Accepted { get; private set; }

    /// <summary>0 before SET_PROTOCOL_FEATURES.</summary>
    public ProtocolFeatures Protocol { get; private set; }

    public bool Offers(ProtocolFeatures feature) => (protocolOffered & feature) == feature;

    /// <summary>The front-end accepted a protocol feature.</summary>
    public bool Has(ProtocolFeatures feature) => (Protocol & feature) != 0;

    public void GetFeatures(Outcome outcome) => outcome.Answer((ulong)_offered);

    public void GetProtocolFeatures(Outcome outcome) => outcome.Answer((ulong)protocolOffered);

    /// <summary>SET_FEATURES: front-ends repeat it at every start, also while rings run (VU-18).</summary>
    /// <param name="changed">They are others than before; the first ones are.</param>
    /// <returns>false if the message fails; then the old ones stay (VU-16).</returns>
    public bool TrySetFeatures(ReadOnlySpan<byte> payload, Outcome outcome, out bool changed)
    {
        changed = false;
        if (!outcome.TryU64(payload, out ulong value)) return false;
        if ((value & ~(ulong)_offered) is var extra and not 0)
        {
            outcome.Fail($"feature bits 0x{extra:x} were never offered");
            return false;
        }
        changed = Accepted != (DeviceFeatures)value;
        Accepted = (DeviceFeatures)value;
        return true;
    }

    public void SetProtocolFeatures(ReadOnlySpan<byte> payload, Outcome outcome)
    {
        if (!outcome.TryU64(payload, out ulong value)) return;
        var features = (ProtocolFeatures)value;
        if ((features & ProtocolFeatures.InbandNotifications) != 0 &&
            (!Offers(ProtocolFeatures.InbandNotifications) || (features & InbandNeeds) != InbandNeeds))
        {
            outcome.End("INBAND_NOTIFICATIONS was accepted without what it needs: no kick would ever arrive");
        }
        else if ((features & ~protocolOffered) is var extra and not 0)
        {
            outcome.Fail($"protocol feature bits 0x{(ulong)extra:x} were never offered");
        }
        else
        {
            Protocol = features;
        }
    }

    internal void Describe(ImageWriter into)
    {
        into.Write((ulong?)Accepted);
        into.Write((ulong)Protocol);
    }

    internal void Resume(ref ImageReader from)
    {
        Accepted = (DeviceFeatures?)from.Optional();
        Protocol = (ProtocolFeatures)from.Word();
        // The process before may have offered more, and front-ends repeat what they accepted at every start (VU-18, VU-41).
        _offered |= (Accepted ?? default) & VhostUserOffer.AllFeatures;
    }
}
