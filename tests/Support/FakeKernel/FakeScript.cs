namespace GpioHub.Tests.FakeKernel;

/// <summary>Errors and hangs of one chip's calls beyond the kernel's rules, as a test has asked for them.</summary>
internal sealed class FakeScript(object sync)
{
    private readonly List<Failure> _failures = [];
    private readonly List<FakeHang> _hangs = [];

    /// <param name="offset">null = of every line.</param>
    internal void Fail(FakeCallKind kind, int? offset, int errno, int times)
    {
        lock (sync) _failures.Add(new Failure(kind, offset, errno) { Left = times });
    }

    internal void FailNoMore()
    {
        lock (sync) _failures.Clear();
    }

    internal FakeHang Hang(FakeCallKind kind, int? offset)
    {
        var hang = new FakeHang(kind, offset);
        lock (sync) _hangs.Add(hang);
        return hang;
    }

    /// <summary>Waits while this call hangs. Not under the lock.</summary>
    internal void Pass(FakeCallKind kind, int offset)
    {
        while (FindHang(kind, offset) is { } hang) hang.Pass();
    }

    /// <summary>Takes the errno with which this call must fail; 0 = none. Under the lock.</summary>
    internal int TakeErrno(FakeCallKind kind, int offset)
    {
        for (int i = 0; i < _failures.Count; i++)
        {
            Failure failure = _failures[i];
            if (failure.Kind != kind || (failure.Offset ?? offset) != offset) continue;
            if (--failure.Left == 0) _failures.RemoveAt(i);
            return failure.Errno;
        }
        return 0;
    }

    private FakeHang? FindHang(FakeCallKind kind, int offset)
    {
        lock (sync)
        {
            for (int i = _hangs.Count - 1; i >= 0; i--)
            {
                FakeHang hang = _hangs[i];
                if (hang.IsReleased) _hangs.RemoveAt(i);
                else if (hang.Kind == kind && (hang.Offset ?? offset) == offset) return hang;
            }
            return null;
        }
    }

    private sealed class Failure(FakeCallKind kind, int? offset, int errno)
    {
        public FakeCallKind Kind { get; } = kind;

        public int? Offset { get; } = offset;

        public int Errno { get; } = errno;

        public int Left { get; set; }
    }
}
