using GpioHub.Fuzz.Support;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Sessions;

/// <summary>Every descriptor that a hostile front-end has given away, and every mapping made of one: at the end all are closed.</summary>
internal sealed class Ledger
{
    private readonly List<FileDescriptor> _given = [];
    private int _mapped;

    public int Given => _given.Count;

    public T Note<T>(T descriptor) where T : FileDescriptor
    {
        _given.Add(descriptor);
        return descriptor;
    }

    public void Mapped(int by) => _mapped += by;

    public void CheckAllClosed()
    {
        FuzzException.Unless(_given.TrueForAll(fd => fd.IsClosed), "every received descriptor is closed in the end (VU-08)");
        FuzzException.Unless(_mapped == 0, "every mapping is unmapped in the end (VU-55)");
    }
}

/// <summary>A stand-in for an eventfd.</summary>
internal sealed class WireNotify : NotifyFd
{
    public override NotifyResult Signal()
    {
        FuzzException.Unless(!IsClosed, "a closed descriptor is not signalled (VU-31)");
        return NotifyResult.Signalled;
    }

    public override DrainResult Drain() => DrainResult.Drained;
}

/// <summary>A stand-in for a memfd: guest RAM.</summary>
internal sealed class WireRam(byte[] bytes, Ledger ledger) : FileDescriptor, IMemoryFile
{
    public ulong Length => (ulong)bytes.Length;

    public MemoryBacking Map(ulong offset, ulong length)
    {
        FuzzException.Unless(!IsClosed && offset <= Length && length <= Length - offset, "only what lies in its file is mapped (VU-38)");
        return new Mapping(bytes, offset, length, ledger);
    }

    private sealed class Mapping : MemoryBacking
    {
        private readonly byte[] _bytes;
        private readonly ulong _offset;
        private readonly Ledger _ledger;
        private bool _gone;

        public Mapping(byte[] bytes, ulong offset, ulong length, Ledger ledger)
        {
            (_bytes, _offset, Length, _ledger) = (bytes, offset, length, ledger);
            ledger.Mapped(1);
        }

        public override ulong Length { get; }

        public override bool StartsOdd => (_offset & 1) != 0;

        public override Span<byte> Slice(ulong offset, int length)
        {
            FuzzException.Unless(!_gone, "nothing is accessed once it is unmapped (VU-40)");
            FuzzException.Unless(offset <= Length && (ulong)length <= Length - offset, "no access leaves its region (VQ-53)");
            return _bytes.AsSpan((int)(_offset + offset), length);
        }

        protected override void Dispose(bool disposing)
        {
            if (!_gone) _ledger.Mapped(-1);
            _gone = true;
            base.Dispose(disposing);
        }
    }
}

/// <summary>A descriptor that nobody can make anything of.</summary>
internal sealed class WireOther : FileDescriptor;
