using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Qemu;

/// <summary>What a domain of libvirt needs to be a guest of the hub. Source: IF-2.4.</summary>
internal static class LibvirtDomain
{
    private static readonly XNamespace Qemu = "http://libvirt.org/schemas/domain/qemu/1.0";

    /// <summary>The elements, in a domain that has nothing else: well-formed, so that programs can merge it.</summary>
    /// <remarks>libvirt gives the memory its size, and has no element for the device: QEMU is told of it behind libvirt's back.</remarks>
    /// <param name="version">null = not known; then a recent version is assumed.</param>
    public static string For(GuestPlan guest, QemuVersion? version, QemuMachine machine)
    {
        // As JSON, because QEMU makes devices so written last: else this one would take the address that libvirt has given to another.
        string device = $$"""{"driver":"{{machine.Device}}","chardev":"{{QemuArguments.Chardev(guest)}}"}""";
        return Text(new XElement("domain",
            new XAttribute(XNamespace.Xmlns + "qemu", Qemu),
            new XElement("memoryBacking",
                new XElement("source", new XAttribute("type", "memfd")),
                new XElement("access", new XAttribute("mode", "shared"))),
            new XElement(Qemu + "commandline", QemuArguments.Connection(guest, version, machine).Append(("-device", device))
                .SelectMany(option => new[] { option.Item1, option.Item2 })
                .Select(word => new XElement(Qemu + "arg", new XAttribute("value", word))))));
    }

    /// <summary>With single quotes around attributes, as libvirt itself writes them; JSON stays readable in them.</summary>
    private static string Text(XElement domain)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var writer = new XmlTextWriter(text) { Formatting = Formatting.Indented, QuoteChar = '\'' }) domain.WriteTo(writer);
        return text.ToString();
    }
}
