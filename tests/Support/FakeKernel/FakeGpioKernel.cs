using System.Runtime.InteropServices;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Tests.FakeKernel;

/// <summary>The kernel's GPIO devices in memory (GU-26a), with the kernel's rules, and with the errors and hangs that a test asks
/// for.</summary>
/// <remarks>
/// FakeKernelSpec compares it with gpiolib-cdev.c and gpio-sim.c. Not modelled: a debounce's time (edges come at once), and that gpio-sim
/// reads what a line drove before it became an input until its pull changes. Any thread; one lock, under which nothing waits.
/// </remarks>
internal sealed class FakeGpioKernel : IGpioKernel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);   // a reactor tells nobody when it closes a descriptor

    private readonly List<FakeGpioChip> _chips = [];
    private readonly List<FakeCall> _calls = [];
    private readonly List<object> _open = [];
    private readonly List<FakeLineRequest> _closing = [];
    private readonly List<FakeLineFile> _lines = [];                       // of the process that runs
    private readonly Func<long> _clock;

    /// <param name="clock">Of the events: nanoseconds; null = CLOCK_MONOTONIC.</param>
    public FakeGpioKernel(Func<long>? clock = null) => _clock = clock ?? (() => MonotonicClock.Now);

    /// <summary>Whether calls are written down; off for a measurement of allocations.</summary>
    public bool Logs { get; set; } = true;

    /// <summary>The calls, in the order of the answers. ReadEvents is there only if it found something or failed.</summary>
    public FakeCall[] Calls
    {
        get
        {
            lock (Sync)
            {
                Sweep();
                return [.. _calls];
            }
        }
    }

    /// <summary>What is open, in words; a spec ends with <see cref="UntilAllClosed"/>.</summary>
    public string[] OpenFiles
    {
        get
        {
            lock (Sync)
            {
                Sweep();
                return [.. _open.Select(file => file.ToString()!)];
            }
        }
    }

    internal object Sync { get; } = new();

    internal long NowNs => _clock();

    /// <summary>Plugs a chip in.</summary>
    /// <param name="path">Of its device, such as /dev/gpiochip0; the file's name is the chip's.</param>
    /// <param name="lineNames">One a line; "" = without a name.</param>
    public FakeGpioChip AddChip(string path, string label, params IEnumerable<string> lineNames)
    {
        lock (Sync)
        {
            if (Find(path) is not null) throw new ArgumentException($"{path} is there already", nameof(path));
            var chip = new FakeGpioChip(this, path, label, lineNames);
            _chips.Add(chip);
            return chip;
        }
    }

    public IGpioChipFile Open(string path)
    {
        FakeGpioChip? chip;
        int plugging;
        lock (Sync)
        {
            chip = Find(path);
            plugging = chip?.Plugging ?? 0;
            if (chip is null) Log(new FakeCall(FakeCallKind.Open, path, -1, Errno: ErrnoCode.ENOENT));
        }
        if (chip is null) throw new ErrnoException($"open {path}", ErrnoCode.ENOENT);

        using var entry = new FakeEntry(chip, plugging, FakeCallKind.Open, -1);
        entry.Answer(entry.Errno);
        var file = new FakeChipFile(chip);
        _open.Add(file);
        return file;
    }

    public void ForgetCalls()
    {
        lock (Sync) _calls.Clear();
    }

    /// <summary>Waits until a condition on this kernel holds; it is checked after each call.</summary>
    /// <param name="condition">Short: called under the kernel's lock.</param>
    public void WaitUntil(Func<bool> condition) => WaitUntil(condition, () => $"calls: {string.Join(", ", _calls)}");

    private void WaitUntil(Func<bool> condition, Func<string> what)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        lock (Sync)
        {
            while (!condition())
            {
                if (System.Diagnostics.Stopwatch.GetElapsedTime(start) > Patience)
                    throw new TimeoutException($"it did not come to pass; {what()}");
                Monitor.Wait(Sync, LookAgain);
                Sweep();
            }
        }
    }

    /// <summary>Waits until nothing is open. A program that another test is just starting has a copy of each descriptor until it
    /// runs.</summary>
    public void UntilAllClosed() => WaitUntil(() => _open.Count == 0, () => $"open: {string.Join(", ", _open)}");

    /// <summary>Kills the process that has everything open: its descriptors are closed, and a line of which nobody has a copy is given
    /// back.</summary>
    public void Kill()
    {
        foreach (var line in _lines.ToArray()) line.Dispose();
        lock (Sync)
        {
            _lines.Clear();
            _open.RemoveAll(file => file is FakeChipFile);
        }
    }

    internal FakeGpioChip? Find(string path) => _chips.Find(chip => chip.IsPresent && chip.Path == path);

    internal void Log(in FakeCall call)
    {
        if (Logs) _calls.Add(call);
    }

    internal FakeLineFile Opened(FakeLineRequest request)
    {
        if (!_open.Contains(request)) _open.Add(request);
        _closing.Remove(request);
        var file = new FakeLineFile(request);
        _lines.Add(file);
        return file;
    }

    /// <summary>The request that this is a descriptor of; null = of none.</summary>
    internal FakeLineRequest? Find(SafeHandle descriptor) =>
        _open.OfType<FakeLineRequest>().FirstOrDefault(request => request.Is(descriptor));

    internal void Closed(FakeChipFile file) => _open.Remove(file);

    /// <summary>Notes that the user has disposed of a line; a reactor or a call may still keep its descriptor open.</summary>
    internal void Closing(FakeLineRequest request)
    {
        if (!_closing.Contains(request)) _closing.Add(request);
        Sweep();
    }

    /// <summary>Takes back the lines whose last descriptor is closed.</summary>
    internal void Sweep()
    {
        for (int i = _closing.Count - 1; i >= 0; i--)
        {
            FakeLineRequest request = _closing[i];
            if (!request.IsClosed) continue;
            _closing.RemoveAt(i);
            _open.Remove(request);
            request.Release();
        }
    }
}
