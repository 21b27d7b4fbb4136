using GpioHub.EndToEnd.Support;

namespace GpioHub.SimRig.Chips;

/// <summary>A line of a gpio-sim chip that the kernel itself holds, as a board's device tree would have it.</summary>
/// <param name="Direction">input, output-high, output-low.</param>
internal sealed record Hog(int Line, string Name, string Direction);

/// <summary>A gpio-sim chip of this kernel: a real gpiochip, whose pins are pulled by writing to sysfs.</summary>
/// <remarks>
/// Source: Documentation/admin-guide/gpio/gpio-sim.rst. Linux 6.1 never frees the number of a chip that goes while lines of it are
/// requested, and has 512 GPIO numbers in all. So each such unplugging uses up as many numbers of the rig kernel as the chip has lines.
/// </remarks>
internal sealed class SimChip : IDisposable
{
    private const string Configuration = "/sys/kernel/config/gpio-sim";

    private readonly string _folder;
    private readonly int _lines;
    private SimLine[] _pins = [];

    private SimChip(string name, string label, int lines) => (Label, _folder, _lines) = (label, $"{Configuration}/{name}", lines);

    /// <summary>The label by which the rig file names it.</summary>
    public string Label { get; }

    /// <summary>The character device; the kernel may give it another number after each replug.</summary>
    public string Device => $"/dev/{ChipName}";

    public IReadOnlyList<SimLine> Lines => _pins;

    private string Bank => $"{_folder}/bank0";

    private string ChipName => File.ReadAllText($"{Bank}/chip_name").Trim();

    /// <summary>Creates a chip and plugs it in. Its lines are named L0, L1, …</summary>
    public static SimChip Create(string label, int lines, params ReadOnlySpan<Hog> hogs) => Create(label, label, lines, hogs);

    /// <summary>Creates another chip with the same label.</summary>
    public SimChip Twin() => Create($"{Path.GetFileName(_folder)}-twin", Label, _lines, []);

    private static SimChip Create(string name, string label, int lines, ReadOnlySpan<Hog> hogs)
    {
        if (!Directory.Exists(Configuration))
            throw new ScenarioException($"This kernel has no {Configuration}: CONFIG_GPIO_SIM and CONFIG_CONFIGFS_FS");
        var chip = new SimChip(name, label, lines);
        Directory.CreateDirectory(chip._folder);
        Directory.CreateDirectory(chip.Bank);
        Write($"{chip.Bank}/num_lines", $"{lines}");
        Write($"{chip.Bank}/label", label);
        for (int line = 0; line < lines; line++)
        {
            Directory.CreateDirectory($"{chip.Bank}/line{line}");
            Write($"{chip.Bank}/line{line}/name", $"L{line}");
        }

        foreach (var hog in hogs)
        {
            string folder = $"{chip.Bank}/line{hog.Line}/hog";
            Directory.CreateDirectory(folder);
            Write($"{folder}/name", hog.Name);
            Write($"{folder}/direction", hog.Direction);
        }

        chip.Plug();
        return chip;
    }

    /// <summary>Plugs the chip in; returns once the kernel has probed it and its device is there. All pulls are down then.</summary>
    public void Plug()
    {
        Write($"{_folder}/live", "1");
        string pins = $"/sys/devices/platform/{File.ReadAllText($"{_folder}/dev_name").Trim()}/{ChipName}";
        _pins = [.. Enumerable.Range(0, _lines).Select(line => new SimLine($"{pins}/sim_gpio{line}"))];
    }

    /// <summary>Takes the chip away, whoever uses it.</summary>
    public void Unplug()
    {
        foreach (var pin in _pins) pin.Dispose();
        _pins = [];
        Write($"{_folder}/live", "0");
    }

    public void Dispose()
    {
        Unplug();
        foreach (string hog in Directory.GetDirectories(Bank, "line*").SelectMany(Directory.GetDirectories)) Directory.Delete(hog);
        foreach (string line in Directory.GetDirectories(Bank, "line*")) Directory.Delete(line);
        Directory.Delete(Bank);
        Directory.Delete(_folder);
    }

    private static void Write(string file, string text) => File.WriteAllText(file, text);
}
