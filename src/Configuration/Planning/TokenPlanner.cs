using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes the tokens of <c>hub.tokens</c>, and reports files that are no secret. Source: IF-1.6.</summary>
/// <param name="watched">Gets the files' paths.</param>
internal sealed class TokenPlanner(TokenFiles files, List<string>? watched, ReadContext context)
{
    private readonly Dictionary<string, Mark> _names = [];
    private readonly Dictionary<string, string> _secrets = [];

    public ImmutableArray<TokenPlan> Plan(MapValues hub)
    {
        if (!hub.TryGet(HubFormat.Tokens, out var items)) return [];
        if (items.Length > Limits.Tokens)
        {
            context.Log.Error(hub.AtOf(HubFormat.Tokens), hub.PathOf(HubFormat.Tokens), $"more than {Limits.Tokens} tokens");
            return [];
        }

        return [.. items.Where(item => item.Ok).Select(item => One(item.Value!)).OfType<TokenPlan>()];
    }

    private TokenPlan? One(MapValues token)
    {
        if (!token.TryGet(HubFormat.TokenName, out string name) || !token.TryGet(HubFormat.TokenFile, out string written)
            || !token.TryGet(HubFormat.TokenRole, out ApiRole role))
        {
            return null;
        }

        Mark at = token.AtOf(HubFormat.TokenName);
        if (!_names.TryAdd(name, at))
        {
            context.Log.Error(at, token.PathOf(HubFormat.TokenName),
                $"token {Shown.Quoted(name)} is already defined at {_names[name].SeenFrom(at)}");
            return null;
        }

        string file = HubPlanner.Absolute(written, token.AtOf(HubFormat.TokenFile));
        return new TokenPlan(name, role, file, files == TokenFiles.Unread ? "" : DigestOf(name, file, token));
    }

    private string DigestOf(string name, string file, MapValues token)
    {
        watched?.Add(file);
        (Mark at, string path) = (token.AtOf(HubFormat.TokenFile), token.PathOf(HubFormat.TokenFile));
        var secret = SecretFile.Read(file, TokenText.MostBytes + 1);
        if (files == TokenFiles.Checked && secret.State is SecretFileState.Missing or SecretFileState.Denied)
        {
            context.Log.Unverified(at, path, $"token {name} ({file}: {TokenText.WhyNot(secret, file, anyOwner: true)})");
            return "";
        }

        if (TokenText.WhyNot(secret, file, anyOwner: files == TokenFiles.Checked) is { } why)
        {
            context.Log.Error(at, path, $"{file}: {why}");
            return "";
        }

        string digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(TokenText.Of(secret))));
        if (!_secrets.TryAdd(digest, name))
            context.Log.Error(at, path, $"{file}: the same secret as that of token {Shown.Quoted(_secrets[digest])}");
        return digest;
    }
}
