using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using GpioHub.Configuration.Naming;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;

namespace GpioHub.Configuration.Format;

/// <summary>Text below a guest that may stand for several by a range in it: <c>GEAR_{0..3}</c>.</summary>
/// <param name="each">What each of them is.</param>
internal sealed class RangeKind(ScalarKind<string> each) : ScalarKind<Template>
{
    /// <summary>A text whose braces only the parser can resolve, as a pattern of the schema.</summary>
    public const string Braces = "\\{(?:n|[0-9]+\\.\\.[0-9]+)\\}";

    public override string Expected => each.Expected;

    public override bool IsFreeText => each.IsFreeText;

    public override bool TryParse(string text, [MaybeNullWhen(false)] out Template value) => Template.TryParse(text, out value, out _);

    public override JsonObject Schema(JsonSchema schema) => each.Schema(schema);

    public override bool TryRead(ConfigNode node, string path, ReadContext context, [MaybeNullWhen(false)] out Template value)
    {
        value = null;
        if (node is not ScalarNode scalar || (scalar.Plain && scalar.Text.Length == 0)) return Wrong(node, path, context, node.Kind);
        if (!Template.TryParseBelowGuest(scalar.Text, context.Number, out value, out string? wrong))
        {
            context.Log.Error(node.At, path, $"{wrong}");
            return false;
        }
        if (value.Count > Limits.Lines)
        {
            context.Log.Error(node.At, path, $"{value.Count} lines; a guest can have {Limits.Lines}");
            return false;
        }
        for (int i = 0; i < value.Count; i++)
        {
            if (!each.TryParse(value.Text(i), out _)) return Wrong(node, path, context, Shown.Quoted(value.Text(i)));
        }
        return true;
    }
}
