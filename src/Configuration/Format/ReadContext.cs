using GpioHub.Configuration.Naming;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;

namespace GpioHub.Configuration.Format;

/// <summary>What reading a value needs besides the value.</summary>
/// <param name="Braces">The text is below a guest, where <c>{n}</c> and <c>{{</c> have a meaning.</param>
/// <param name="Number">What <c>{n}</c> stands for; null outside a template.</param>
internal sealed record ReadContext(ProblemLog Log, bool Braces = false, string? Number = null)
{
    /// <summary>Of every file that was read.</summary>
    public FileDigest Digest { get; } = new();

    /// <summary>The text of a scalar with its braces resolved.</summary>
    /// <returns>False if its braces are wrong; reported.</returns>
    public bool TryText(ScalarNode node, string path, out string text)
    {
        text = node.Text;
        if (!Braces || !node.Text.Contains('{', StringComparison.Ordinal)) return true;
        if (Template.TrySubstitute(node.Text, Number, out text, out string? wrong)) return true;
        Log.Error(node.At, path, $"{wrong}");
        return false;
    }
}
