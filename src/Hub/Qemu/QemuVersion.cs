using System.Globalization;
using System.Text.RegularExpressions;

namespace GpioHub.Hub.Qemu;

/// <summary>A QEMU version, and what it means for virtio-gpio. Source: VU-S10.2.</summary>
internal readonly partial record struct QemuVersion(int Major, int Minor, int Patch) : IComparable<QemuVersion>
{
    /// <summary>The first with vhost-user-gpio.</summary>
    public static readonly QemuVersion FirstWithGpio = new(7, 2, 0);

    /// <summary>The first that passes VIRTIO_GPIO_F_IRQ on; it has rings of 64 and refuses to start with <c>reconnect=</c>.</summary>
    public static readonly QemuVersion FirstWithInterrupts = new(9, 0, 0);

    /// <summary>Queue size of QEMU 9 and later: more lines than that cannot be armed at once.</summary>
    public const int RingSize = 64;

    public bool HasGpio => CompareTo(FirstWithGpio) >= 0;

    public bool HasInterrupts => CompareTo(FirstWithInterrupts) >= 0;

    /// <summary>Reads <c>9</c>, <c>9.0</c> or <c>9.0.2</c>.</summary>
    public static bool TryParse(string text, out QemuVersion version)
    {
        var match = Written().Match(text);
        version = match.Success ? Of(match) : default;
        return match.Success;
    }

    /// <summary>Finds the version in what <c>qemu-system-… --version</c> prints; null = that is no QEMU.</summary>
    public static QemuVersion? InOutput(string output)
    {
        var match = Printed().Match(output);
        return match.Success ? Of(match) : null;
    }

    public int CompareTo(QemuVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private static QemuVersion Of(Match match) => new(Number(match, 1), Number(match, 2), Number(match, 3));

    private static int Number(Match match, int group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    [GeneratedRegex(@"QEMU emulator version (\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?", RegexOptions.CultureInvariant)]
    private static partial Regex Printed();
}
