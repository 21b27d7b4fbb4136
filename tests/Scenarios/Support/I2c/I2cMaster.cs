namespace GpioHub.Scenarios.I2c;

/// <summary>A bit-banged I2C master. It does one thing to the wires at a time, so that others take their turns between.</summary>
internal sealed class I2cMaster(I2cPins pins)
{
    private const int LongestStretch = 100;                                // looks

    /// <summary>The ninth bit after each byte, as the wire showed it: true = somebody pulled it down.</summary>
    public List<bool> Acks { get; } = [];

    public List<byte> Read { get; } = [];

    /// <summary>How often it looked at a clock that it had let go of and that stayed low.</summary>
    public int Stretches { get; private set; }

    /// <summary>It sent a 1 and saw a 0: another master has the bus (UM10204 §3.1.8).</summary>
    public bool LostArbitration { get; private set; }

    public IEnumerable<object?> Writes(byte address, params byte[] bytes) => Transfers(address, bytes, reads: 0);

    public IEnumerable<object?> Reads(byte address, int bytes) => Transfers(address, [], bytes);

    private IEnumerable<object?> Transfers(byte address, byte[] bytes, int reads)
    {
        byte[] sent = [(byte)(address << 1 | (reads > 0 ? 1 : 0)), .. bytes];
        pins.Sda = false;                                                  // START: SDA falls while SCL is high
        yield return null;
        pins.Scl = false;
        yield return null;
        for (int i = 0; i < sent.Length + reads; i++)
        {
            bool listens = i >= sent.Length;
            int seen = 0;
            for (int bit = 8; bit >= 0; bit--)                             // bit 0 is the ACK
            {
                bool acks = listens && i < sent.Length + reads - 1;        // the master does not acknowledge the last byte that it reads
                bool wanted = bit == 0 ? !acks : listens || (sent[i] >> (bit - 1) & 1) != 0;
                pins.Sda = wanted;
                yield return null;
                pins.Scl = true;
                yield return null;
                for (int look = 0; !pins.Scl; look++, Stretches++)
                {
                    if (look == LongestStretch) throw new InvalidOperationException("SCL stays low");
                    yield return null;
                }

                bool level = pins.Sda;
                seen = seen << 1 | (level ? 1 : 0);
                if (wanted && !level && bit > 0 && !listens)
                {
                    LostArbitration = true;
                    yield break;
                }

                yield return null;                                         // the clock stays high until everybody has looked
                pins.Scl = false;
                yield return null;
            }

            Acks.Add((seen & 1) == 0);
            if (listens) Read.Add((byte)(seen >> 1));
            else if (!Acks[^1]) break;
        }

        pins.Sda = false;
        yield return null;
        pins.Scl = true;
        yield return null;
        pins.Sda = true;                                                   // STOP: SDA rises while SCL is high
        yield return null;
    }
}
