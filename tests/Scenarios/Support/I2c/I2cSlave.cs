namespace GpioHub.Scenarios.I2c;

/// <summary>A bit-banged I2C slave: it looks at the wires again and again, and follows what it sees.</summary>
/// <param name="address">7 bits.</param>
/// <param name="answers">What it sends when it is read, byte by byte; then 0xff.</param>
internal sealed class I2cSlave(I2cPins pins, byte address, params byte[] answers)
{
    private bool _scl = true;
    private bool _sda = true;
    private Part _part;
    private int _bits;                                                     // of the byte that have been seen, 9 with the ACK
    private int _byte;
    private int _sent;
    private int _holds;

    private enum Part
    {
        NotMine,
        Address,
        Receives,
        Sends,
    }

    public List<byte> Received { get; } = [];

    public int Starts { get; private set; }

    public int Stops { get; private set; }

    /// <summary>How many looks it holds SCL low before it acknowledges.</summary>
    public int Stretch { get; init; }

    /// <summary>Looks at both wires.</summary>
    public void Look()
    {
        if (_holds > 0 && --_holds == 0) pins.Scl = true;
        var (scl, sda) = (pins.Scl, pins.Sda);
        if (_scl && scl && sda != _sda) Framed(starts: !sda);
        else if (scl && !_scl) Rises(sda);
        else if (_scl && !scl) Falls();
        (_scl, _sda) = (scl, sda);
    }

    private void Framed(bool starts)
    {
        if (starts) Starts++;
        else Stops++;
        (_part, _bits, _byte) = (starts ? Part.Address : Part.NotMine, 0, 0);
    }

    private void Rises(bool sda)
    {
        if (_part == Part.NotMine) return;
        _byte = _byte << 1 | (sda ? 1 : 0);
        _bits++;
    }

    private void Falls()
    {
        if (_part == Part.NotMine) return;
        if (_bits == 8) Answers();
        else if (_bits == 9) GoesOn();
        else if (_part == Part.Sends) pins.Sda = NextBit;
    }

    /// <summary>Answers in the ninth bit, which is due.</summary>
    private void Answers()
    {
        bool mine = _part != Part.Address || _byte >> 1 == address;
        if (!mine)
        {
            _part = Part.NotMine;
            return;
        }

        if (_part == Part.Receives) Received.Add((byte)_byte);
        pins.Sda = _part == Part.Sends;                                    // the master acknowledges what it has read
        if (Stretch == 0) return;
        pins.Scl = false;
        _holds = Stretch;
    }

    /// <summary>Goes on after a byte and its ACK.</summary>
    private void GoesOn()
    {
        bool acknowledged = (_byte & 1) == 0;
        if (_part == Part.Sends) _sent++;
        _part = _part switch
        {
            Part.Address => (_byte >> 1 & 1) != 0 ? Part.Sends : Part.Receives,
            Part.Sends when !acknowledged => Part.NotMine,
            _ => _part,
        };
        (_bits, _byte) = (0, 0);
        pins.Sda = _part != Part.Sends || NextBit;
    }

    private bool NextBit => ((_sent < answers.Length ? answers[_sent] : 0xff) >> (7 - _bits) & 1) != 0;
}
