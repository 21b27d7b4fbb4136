using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GpioHub.Rules.Plan;
using Microsoft.Extensions.Primitives;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Decides what a request may do: by the socket that it came to, or by the token that it shows. Source: IF-3.12.</summary>
internal static class Access
{
    private const string Bearer = "Bearer ", Basic = "Basic ";

    /// <returns>What it may do, and the token that it shows; null = it needs none.</returns>
    /// <param name="listener">Where the request came.</param>
    /// <param name="authorization">The header of that name.</param>
    /// <param name="tokens">Those in force now.</param>
    /// <exception cref="ProblemException">401: there are tokens, and the request shows none of them.</exception>
    public static (ApiRole Role, TokenPlan? Token) Of(Listener listener, StringValues authorization, ImmutableArray<TokenPlan> tokens)
    {
        if (listener.Role is { } role) return (role, null);
        if (tokens.IsEmpty && listener.IsLocal) return (ApiRole.View, null);
        return TokenIn(authorization) is { } secret && Find(secret, tokens) is { } token ? (token.Role, token)
            : throw new ProblemException(401, ProblemCode.Unauthorized,
                "a token is needed: Authorization: Bearer TOKEN, or http://any:TOKEN@HOST (hub.tokens)");
    }

    /// <summary>Whether a request shows one secret; compared in fixed time.</summary>
    /// <param name="sha256">Of the secret.</param>
    public static bool Shows(StringValues authorization, ReadOnlySpan<byte> sha256) => TokenIn(authorization) is { } secret
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), sha256);

    /// <exception cref="ProblemException">403.</exception>
    public static ProblemException ReadOnly(Listener listener, string method) => new(403, ProblemCode.ReadOnly, listener switch
    {
        { Tcp: null } => $"{method} is refused: view.sock only shows; what changes something goes to control.sock",
        { IsLocal: true } => $"{method} is refused: this port only shows, unless the request has a token of role control (hub.tokens)",
        _ => $"{method} is refused: this token only shows (role: view)",
    });

    /// <summary>The secret in a header; null = the header is not there, twice there, or of another form.</summary>
    private static string? TokenIn(StringValues authorization)
    {
        if (authorization is not [{ } value]) return null;
        if (value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return value[Bearer.Length..].Trim();
        if (!value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return null;

        byte[] pair = new byte[value.Length];
        if (!Convert.TryFromBase64String(value[Basic.Length..].Trim(), pair, out int length)) return null;
        // The user's name means nothing: it is there because a URL has one (http://any:TOKEN@HOST).
        string text = Encoding.UTF8.GetString(pair, 0, length);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }

    /// <summary>Compares with every token, in a time that does not depend on how much of one is right.</summary>
    private static TokenPlan? Find(string secret, ImmutableArray<TokenPlan> tokens)
    {
        byte[] shown = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        TokenPlan? found = null;
        foreach (var token in tokens)
        {
            byte[] known = Convert.FromHexString(token.Sha256);
            if (CryptographicOperations.FixedTimeEquals(shown, known)) found = token;
        }

        return found;
    }
}
