using System.Collections.Immutable;
using GpioHub.Transports.Chips;

namespace GpioHub.Tests.FakeKernel;

/// <summary>A chip as its hardware and its driver see it: the test's side.</summary>
internal sealed class FakeGpioChip
{
    internal FakeGpioChip(FakeGpioKernel kernel, string path, string label, IEnumerable<string> lineNames)
    {
        (Kernel, Path, Label, Script) = (kernel, path, label, new FakeScript(kernel.Sync));
        Lines = [.. lineNames.Select((name, offset) => new FakeGpioLine(this, offset, name))];
    }

    /// <summary>Of its device, while it is plugged in.</summary>
    public string Path { get; private set; }

    public string Label { get; }

    public ImmutableArray<FakeGpioLine> Lines { get; }

    public bool IsPresent { get; private set; } = true;

    /// <summary>Its calls under its present path, in the order of the answers.</summary>
    public FakeCall[] Calls => [.. Kernel.Calls.Where(call => call.Chip == Path)];

    internal FakeGpioKernel Kernel { get; }

    internal FakeScript Script { get; }

    /// <summary>How often it was plugged in anew.</summary>
    internal int Plugging { get; private set; }

    internal GpioChipInfo Info => new(System.IO.Path.GetFileName(Path), Label, Lines.Length);

    public FakeGpioLine this[int offset] => Lines[offset];

    /// <summary>Unplugs the chip: its path is gone, calls on it and its lines are ENODEV, their descriptors hang up, and queued events are
    /// lost (GU-13).</summary>
    public void Unplug()
    {
        lock (Kernel.Sync)
        {
            IsPresent = false;
            foreach (FakeGpioLine line in Lines) line.HangUp();
            Monitor.PulseAll(Kernel.Sync);
        }
    }

    /// <summary>Plugs the chip in again, as after a reset: all lines are inputs, and hogs hold their lines again. Old descriptors stay
    /// dead.</summary>
    /// <param name="path">Its number may be another one (GU-15); null = the same.</param>
    public void Replug(string? path = null)
    {
        lock (Kernel.Sync)
        {
            if (IsPresent) throw new InvalidOperationException($"{Path} is plugged in");
            if (Kernel.Find(path ?? Path) is not null) throw new ArgumentException($"{path} is another chip's", nameof(path));
            Path = path ?? Path;
            IsPresent = true;
            Plugging++;
            foreach (FakeGpioLine line in Lines) line.Reset();
        }
    }

    /// <summary>Makes the next calls of this kind fail and do nothing, on any line.</summary>
    public void Fail(FakeCallKind kind, int errno, int times = 1) => Script.Fail(kind, null, errno, times);

    /// <summary>Forgets all errors that were asked for, those of lines too.</summary>
    public void FailNoMore() => Script.FailNoMore();

    /// <summary>Makes calls of this kind hang, on any line.</summary>
    public FakeHang Hang(FakeCallKind kind) => Script.Hang(kind, null);

    internal bool IsPlugged(int plugging) => IsPresent && plugging == Plugging;
}
