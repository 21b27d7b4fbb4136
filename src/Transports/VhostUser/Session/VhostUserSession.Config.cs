namespace GpioHub.Transports.VhostUser;

public sealed partial class VhostUserSession
{
    /// <summary>Offers another config space, because the device has other lines. Call it between two messages, while no ring runs: a driver
    /// that probes reads config space then.</summary>
    public void OfferConfig(ReadOnlyMemory<byte> config) => _offer = _offer with { Config = config };

    /// <summary>GET_CONFIG: same window back; an empty payload is the protocol's way to say "failed" (VU-49, VU-50).</summary>
    private void GetConfig(ReadOnlyMemory<byte> payload)
    {
        if (_fds.Count > 0 || !ConfigPayload.TryDecode(payload, out ConfigPayload asked))
        {
            _outcome.Fail($"{payload.Length} bytes and {_fds.Count} descriptors are no window of config space");
            _outcome.Answer([]);
            return;
        }
        _outcome.Answer((asked with { Bytes = Window(asked.Offset, asked.Bytes.Length) }).Encode());
    }

    /// <summary>SET_CONFIG: no field is writable. A guest's write changes nothing and succeeds, because a failure would take some
    /// front-ends down; a migration may restore what already stands there (VU-51).</summary>
    private void SetConfig(ReadOnlyMemory<byte> payload)
    {
        if (!ConfigPayload.TryDecode(payload, out ConfigPayload asked)) _outcome.Fail("no window of config space");
        else if (asked.Flags == 0) _outcome.Emit(new Log(SessionLogLevel.Debug, $"ignored: {asked.Bytes.Length} bytes for config space"));
        else if (asked.Flags != ConfigPayload.MigrationFlag) _outcome.Fail($"flags 0x{asked.Flags:x} of SET_CONFIG, expected 0 or 1");
        else if (!asked.Bytes.Span.SequenceEqual(Window(asked.Offset, asked.Bytes.Length)))
            _outcome.Fail("the migrated config space is another device's");
    }

    /// <summary>Bytes of config space; zeros beyond its end, because a failure would take some front-ends down (VU-50).</summary>
    private byte[] Window(uint offset, int length)
    {
        var window = new byte[length];
        ReadOnlySpan<byte> config = _offer.Config.Span;
        if (offset < config.Length)
        {
            ReadOnlySpan<byte> there = config[(int)offset..];
            there[..Math.Min(there.Length, length)].CopyTo(window);
        }
        return window;
    }
}
