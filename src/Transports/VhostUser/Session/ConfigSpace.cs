namespace GpioHub.Transports.VhostUser;

/// <summary>The device's config space as the front-end reads it.</summary>
/// <param name="config">Its first bytes; beyond them are zeros.</param>
internal sealed class ConfigSpace(ReadOnlyMemory<byte> config)
{
    private ReadOnlyMemory<byte> _config = config;

    /// <summary>The device has other lines.</summary>
    public void Offer(ReadOnlyMemory<byte> config) => _config = config;

    /// <summary>GET_CONFIG: same window back; an empty payload is the protocol's way to say "failed" (VU-49, VU-50).</summary>
    public void Get(ReadOnlyMemory<byte> payload, MessageFds fds, Outcome outcome)
    {
        if (fds.Count > 0 || !ConfigPayload.TryDecode(payload, out ConfigPayload asked))
        {
            outcome.Fail($"{payload.Length} bytes and {fds.Count} descriptors are no window of config space");
            outcome.Answer([]);
            return;
        }
        outcome.Answer((asked with { Bytes = Window(asked.Offset, asked.Bytes.Length) }).Encode());
    }

    /// <summary>SET_CONFIG: no field is writable. A guest's write changes nothing and succeeds, because a failure would take some
    /// front-ends down; a migration may restore what already stands there (VU-51).</summary>
    public void Set(ReadOnlyMemory<byte> payload, Outcome outcome)
    {
        if (!ConfigPayload.TryDecode(payload, out ConfigPayload asked)) outcome.Fail("no window of config space");
        else if (asked.Flags == 0) outcome.Emit(new Log(SessionLogLevel.Debug, $"ignored: {asked.Bytes.Length} bytes for config space"));
        else if (asked.Flags != ConfigPayload.MigrationFlag) outcome.Fail($"flags 0x{asked.Flags:x} of SET_CONFIG, expected 0 or 1");
        else if (!asked.Bytes.Span.SequenceEqual(Window(asked.Offset, asked.Bytes.Length)))
            outcome.Fail("the migrated config space is another device's");
    }

    /// <summary>Bytes of config space; zeros beyond its end, because a failure would take some front-ends down (VU-50).</summary>
    private byte[] Window(uint offset, int length)
    {
        var window = new byte[length];
        ReadOnlySpan<byte> config = _config.Span;
        if (offset < config.Length)
        {
            ReadOnlySpan<byte> there = config[(int)offset..];
            there[..Math.Min(there.Length, length)].CopyTo(window);
        }
        return window;
    }
}
