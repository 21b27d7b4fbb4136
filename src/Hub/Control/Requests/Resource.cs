using System.Collections.Immutable;
using GpioHub.Rules.Plan;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Answers one request; <paramref name="names"/> are the segments that the pattern left open, in order, decoded.</summary>
internal delegate Task ResourceHandler(HttpContext http, ImmutableArray<string> names);

/// <summary>One method of one resource.</summary>
/// <param name="Pattern">Segments with <c>*</c> for a name: <c>v1/chips/*</c>.</param>
/// <param name="Body">What its body may be; null = it reads none.</param>
/// <param name="Looks">It changes nothing, though it is a POST.</param>
/// <param name="Open">It is for whoever reaches the listener, token or not: it says nothing of the rig.</param>
internal sealed record Resource(
    string Method, string Pattern, ResourceHandler Handler, MediaTypes? Body = null, bool Looks = false, bool Open = false)
{
    private readonly ImmutableArray<string> _segments = [.. Pattern.Split('/')];

    /// <summary>Whether this role may use it: only looking is for everybody.</summary>
    public bool IsFor(ApiRole role) => role == ApiRole.Control || Looks || Method == "GET";

    /// <exception cref="ProblemException">415.</exception>
    public void RequireMediaType(HttpContext http) => Body?.Require(http.Request);

    /// <returns>The open segments, or null when the path is another resource.</returns>
    public ImmutableArray<string>? Match(ImmutableArray<string> path)
    {
        if (path.Length != _segments.Length) return null;

        var names = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < path.Length; i++)
        {
            if (_segments[i] == "*") names.Add(path[i]);
            else if (_segments[i] != path[i]) return null;
        }

        return names.ToImmutable();
    }
}
