using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips.Discovery;

/// <summary>A gpiochip that may be the one looked for. It is opened at most once, only if its label matters, and closed again at
/// once.</summary>
internal sealed class Candidate(ListedChip listed, string path, IGpioKernel kernel)
{
    // <errno.h>: the chip has gone between being listed and being opened, or its node was never made.
    private const int NoSuchFile = 2;
    private const int NoSuchAddress = 6;
    private const int NoSuchDevice = 19;

    private bool _opened;
    private string? _label;
    private ErrnoException? _error;

    public string Name => listed.Name;

    public string Path => path;

    /// <summary>The chip's label; null: it cannot be opened, and <see cref="Error"/> says why.</summary>
    public string? Label
    {
        get
        {
            Open();
            return _label;
        }
    }

    public ErrnoException? Error
    {
        get
        {
            Open();
            return _error;
        }
    }

    /// <summary>There is nothing to open.</summary>
    public bool HasGone => Error?.Errno is NoSuchFile or NoSuchAddress or NoSuchDevice;

    /// <summary>Whether the device or one of its parents has a property with a value that the whole glob matches. The label is not a
    /// property here.</summary>
    public bool Has(string property, string glob) =>
        listed.Devices.Any(device => device.ValuesOf(property).Any(value => Glob.Matches(glob, value)));

    private void Open()
    {
        if (_opened) return;
        _opened = true;
        try
        {
            using var chip = kernel.Open(path);
            _label = chip.Info.Label;
        }
        catch (ErrnoException e)
        {
            _error = e;
        }
    }
}
