using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>The difference between the tokens in force and wanted ones. Pure.</summary>
/// <param name="Target">The tokens in force afterwards; the same array if nothing differs.</param>
/// <param name="Refused">Why the wanted ones are not to be had; null = they are.</param>
internal sealed record TokenDiff(ImmutableArray<TokenPlan> Target, ImmutableArray<string> Changes, string? Refused)
{
    public static TokenDiff Between(ImmutableArray<TokenPlan> before, ImmutableArray<TokenPlan> wanted)
    {
        if (wanted.SequenceEqual(before)) return new TokenDiff(before, [], null);
        // A text that was sent to the hub names files that nobody has read for it: it may keep a token, and bring none.
        ImmutableArray<TokenPlan> known = [.. wanted.Select(token =>
            before.FirstOrDefault(old => token.Sha256.Length == 0 && token with { Sha256 = old.Sha256 } == old) ?? token)];
        if (known.Any(token => token.Sha256.Length == 0))
        {
            return new TokenDiff(before, [],
                "hub.tokens stay as they are; others come with the hub's own file only: change it and reload");
        }

        if (known.SequenceEqual(before)) return new TokenDiff(before, [], null);
        var old = before.ToDictionary(token => token.Name);
        string[] changes =
        [
            .. known.Where(token => !old.ContainsKey(token.Name)).Select(token => $"adds token {token.Name} ({Word(token.Role)})"),
            .. known.Where(token => old.ContainsKey(token.Name)).SelectMany(token => Changed(old[token.Name], token)),
            .. before.Where(token => known.All(other => other.Name != token.Name)).Select(token => $"removes token {token.Name}"),
        ];
        return new TokenDiff(known, changes.Length > 0 ? [.. changes] : ["hub.tokens: another order"], null);
    }

    private static IEnumerable<string> Changed(TokenPlan old, TokenPlan now)
    {
        if (old.Role != now.Role) yield return $"token {now.Name}: role {Word(old.Role)} to {Word(now.Role)}";
        if (old.Sha256 != now.Sha256) yield return $"token {now.Name}: another secret";
        else if (old.File != now.File) yield return $"token {now.Name}: its file is {now.File}";
    }

    private static string Word(ApiRole role) => role == ApiRole.View ? "view" : "control";
}
