using GpioHub.Transports.Chips;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Tests.Chips.Discovery;

/// <summary>A machine's /sys, /dev and /run/udev in a temporary folder, as the kernel and udev lay them out, and a kernel
/// that opens its chips.</summary>
internal sealed class Machine : IGpioKernel, IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("gpiohub-machine");
    private readonly Dictionary<string, string> _labels = [];
    private readonly Dictionary<string, int> _errors = [];

    public Machine()
    {
        foreach (string folder in (string[])["sys/devices", "sys/bus/gpio/devices", "dev", "udev/data"]) _root.CreateSubdirectory(folder);
    }

    public string Sys => Path.Combine(_root.FullName, "sys");

    public string Dev => Path.Combine(_root.FullName, "dev");

    public string Udev => Path.Combine(_root.FullName, "udev");

    /// <summary>Paths that were opened, in order.</summary>
    public List<string> Opened { get; } = [];

    /// <summary>Chips that are open now.</summary>
    public int Open { get; private set; }

    public ChipFinder Finder => new(this, Sys, Dev, Udev);

    /// <summary>A path below the temporary root.</summary>
    public string At(params string[] parts) => Path.Combine([_root.FullName, .. parts]);

    /// <summary>A device with its uevent file; devices above it have to be made by themselves.</summary>
    /// <param name="path">Below /sys/devices.</param>
    public Machine Device(string path, string uevent = "", string? subsystem = null, string? number = null)
    {
        string folder = At("sys", "devices", path);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "uevent"), uevent);
        if (subsystem is not null) File.CreateSymbolicLink(Path.Combine(folder, "subsystem"), $"../../../bus/{subsystem}");
        if (number is not null) File.WriteAllText(Path.Combine(folder, "dev"), $"{number}\n");
        return this;
    }

    /// <summary>gpiochipN below a parent: its device, its link on the bus, its node.</summary>
    public Machine Chip(int number, string label, string parent = "platform/gpio-sim.0")
    {
        string name = $"gpiochip{number}";
        Device($"{parent}/{name}", $"MAJOR=254\nMINOR={number}\nDEVNAME={name}\n", "gpio", $"254:{number}");
        Link(name, $"../../../devices/{parent}/{name}");
        return Node(number, label);
    }

    /// <summary>Only the node in /dev.</summary>
    public Machine Node(int number, string label)
    {
        string path = NodeOf(number);
        File.WriteAllText(path, "");
        _labels[path] = label;
        return this;
    }

    /// <summary>An entry of the bus, verbatim.</summary>
    public Machine Link(string name, string target)
    {
        File.CreateSymbolicLink(At("sys", "bus", "gpio", "devices", name), target);
        return this;
    }

    /// <summary>A record of udev's database.</summary>
    public Machine Record(string id, string text)
    {
        File.WriteAllText(At("udev", "data", id), text);
        return this;
    }

    /// <summary>Opening this chip fails.</summary>
    public Machine Refuse(int number, int errno)
    {
        _errors[NodeOf(number)] = errno;
        return this;
    }

    public string NodeOf(int number) => Path.Combine(Dev, $"gpiochip{number}");

    IGpioChipFile IGpioKernel.Open(string path)
    {
        Opened.Add(path);
        if (_errors.TryGetValue(path, out int errno)) throw new ErrnoException($"open {path}", errno);
        if (!_labels.TryGetValue(path, out string? label)) throw new ErrnoException($"open {path}", 2);
        Open++;
        return new OpenChip(this, new GpioChipInfo(Path.GetFileName(path), label, 8));
    }

    public void Dispose() => _root.Delete(recursive: true);

    private sealed class OpenChip(Machine machine, GpioChipInfo info) : IGpioChipFile
    {
        public GpioChipInfo Info => info;

        public GpioLineInfo LineInfo(int offset) => throw new NotSupportedException();

        public IGpioLineFile Request(int offset, string consumer, in GpioLineConfig config, int eventBufferSize) =>
            throw new NotSupportedException();

        public IGpioLineFile? Adopt(FileDescriptor left, int offset, string consumer) => throw new NotSupportedException();

        public void Dispose() => machine.Open--;
    }
}
