using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;

namespace GpioHub.Configuration.Format;

/// <summary>A type of value in the format: how it is read, the message when it is wrong, and its JSON schema. It describes both parser and
/// schema.</summary>
internal abstract class ValueKind
{
    /// <summary>What is expected, in a few words, after "expected".</summary>
    public abstract string Expected { get; }

    /// <summary>The JSON schema (draft-07) of this kind.</summary>
    public abstract JsonObject Schema(JsonSchema schema);
}

/// <inheritdoc cref="ValueKind"/>
internal abstract class ValueKind<T> : ValueKind
{
    /// <summary>Reads a value; reports what is wrong with it.</summary>
    /// <returns>False if it was wrong.</returns>
    public abstract bool TryRead(ConfigNode node, string path, ReadContext context, [MaybeNullWhen(false)] out T value);

    protected bool Wrong(ConfigNode node, string path, ReadContext context, string found, string hint = "")
    {
        context.Log.Error(node.At, path, $"expected {Expected}, found {found}{hint}", Expected);
        return false;
    }
}

/// <summary>A kind of scalars, as the schema needs it.</summary>
internal interface IScalarKind
{
    /// <summary>Any text is allowed, so the schema needs no exception for <c>{n}</c>.</summary>
    bool IsFreeText { get; }

    /// <summary>A default, written as in the format, as JSON.</summary>
    JsonNode DefaultAsJson(string written);
}

/// <summary>A value that is one scalar: taken as written; the key decides its type.</summary>
internal abstract class ScalarKind<T> : ValueKind<T>, IScalarKind
{
    public virtual bool IsFreeText => false;

    public abstract bool TryParse(string text, [MaybeNullWhen(false)] out T value);

    public virtual JsonNode DefaultAsJson(string written) => written;

    protected virtual string Hint(string text) => "";

    public override bool TryRead(ConfigNode node, string path, ReadContext context, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not ScalarNode scalar || (scalar.Plain && scalar.Text.Length == 0)) return Wrong(node, path, context, node.Kind);
        if (!context.TryText(scalar, path, out string text)) return false;
        return TryParse(text, out value) || Wrong(node, path, context, Shown.Quoted(text), Hint(text));
    }
}
