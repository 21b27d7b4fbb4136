using System.Collections.Immutable;
using GpioHub.Hub.Control.Requests;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>Resources whose place is fixed but which are not built: refused by name, never taken for a misspelling.</summary>
internal static class LaterResources
{
    public static IEnumerable<Resource> All =>
    [
        .. Later("pulses", "v1/lines/*/*/pulse", "POST", "DELETE"),
        .. Later("pulses", "v1/guests/*/lines/*/pulse", "POST", "DELETE"),
        .. Later("faults", "v1/faults", "GET", "POST", "DELETE"),
        .. Later("faults", "v1/faults/*", "GET", "DELETE"),
    ];

    private static IEnumerable<Resource> Later(string what, string pattern, params string[] methods) =>
        methods.Select(method => new Resource(method, pattern, (http, names) => Refuse(what, http, names)));

    private static Task Refuse(string what, HttpContext http, ImmutableArray<string> names) =>
        throw new ProblemException(501, ProblemCode.NotSupportedYet, $"{http.Request.Method} {http.Request.Path}: {what}: not supported yet");
}
