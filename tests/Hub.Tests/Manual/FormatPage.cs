using GpioHub.Configuration.Format;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>gpiohub.yaml(5): every key from the format's own tables, and around them what docs/configuration.md says of the
/// whole.</summary>
internal static class FormatPage
{
    /// <summary>Where in the file each table of keys counts.</summary>
    public static readonly (string Place, Shape Shape)[] Places =
    [
        ("Top level", RigFormat.Top),
        ("hub", HubFormat.Shape),
        ("hub.tokens[]", HubFormat.Token),
        ("recorder", RecorderFormat.Shape),
        ("rig", HostsFormat.Rig),
        ("hubs.HOST, hosts.HOST", HostsFormat.Peer),
        ("chips.ID with driver: sim", ChipFormat.Sim),
        ("chips.ID.lines[] with driver: sim", ChipFormat.SimLine),
        ("chips.ID with driver: gpiochip", ChipFormat.GpioChip),
        ("chips.ID.lines[] with driver: gpiochip", ChipFormat.GpioChipLine),
        ("chips.ID.restart with driver: gpiochip", ChipFormat.RestartShape),
        ("chips.ID with driver: remote", ChipFormat.Remote),
        ("chips.ID.lines[] with driver: remote", ChipFormat.RemoteLine),
        ("chips.ID.share[]", ChipFormat.SharedShape),
        ("guests.ID", GuestFormat.Guest),
        ("guests.ID.lines[]", GuestFormat.Mapping),
        ("buses.NAME", BusFormat.Bus),
    ];

    private const string Purpose = "file that says which chip line is which line of which guest";

    /// <param name="document">docs/configuration.md.</param>
    public static Scd Of(MarkdownDocument document)
    {
        var page = new Scd("gpiohub.yaml", 5).Heading("Name").Paragraph($"gpiohub.yaml - {Purpose}").Heading("Synopsis");
        foreach (string verb in (string[])["run", "check"]) page.Paragraph($"{Scd.Bold($"gpiohub {verb}")} {Scd.Placeholder("FILE")}");
        Markdown.Write(page.Heading("Description"), document.Sections[0].BeforeCode);
        foreach (string heading in (string[])["What the file is made of", "Templates"])
            Markdown.Write(page.SubHeading(heading), document[heading].Lines);

        page.Heading("Keys");
        foreach (var (place, shape) in Places) WriteKeys(page.SubHeading(place), shape);

        Markdown.Write(page.Heading("Reload"), document["Another file for a hub that runs"].Lines);
        page.Heading("Exit status").Paragraph($"{Scd.Bold("gpiohub check")} ends with 0, or with 78 if there is an error in the file.");
        page.Heading("Examples").Code(string.Join('\n', document.Sections[0].FirstCode));
        return page.Heading("See also").Paragraph(string.Join(", ",
            new[] { "gpiohub", "gpiohub-run", "gpiohub-check", "gpiohub-reload", "gpiohub-diff" }.Select(name => Scd.Page(name, 1))
                .Append(Scd.Page("gpiohub-api", 7))));
    }

    private static void WriteKeys(Scd page, Shape shape)
    {
        string title = shape.Title.TrimEnd('.');
        page.Paragraph($"{Scd.Escaped($"{char.ToUpperInvariant(title[0])}{title[1..]}")}.");
        if (shape.ExactlyOneOf.Length > 0) page.Paragraph($"Exactly one of {Names(shape.ExactlyOneOf)} is there.");
        if (shape.AtLeastOneOf.Length > 0) page.Paragraph($"At least one of {Names(shape.AtLeastOneOf)} is there.");
        foreach (Key key in shape.Keys)
        {
            string rest = key switch
            {
                { Required: true } => " Must be there.",
                { Default: { } written } => $" Default: {Scd.Bold(written)}.",
                _ => "",
            };
            page.Item($"{Scd.Bold(key.Name)}: {Scd.Escaped(key.Kind.Expected)}", Scd.Escaped(key.Doc) + rest);
        }
    }

    private static string Names(IEnumerable<Key> keys) => string.Join(", ", keys.Select(key => Scd.Bold(key.Name)));
}
