using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Finds the resource that a request names, and turns every refusal into a problem document.</summary>
/// <remarks>It replaces ASP.NET Core's routing, because names are taken from the raw target and decoded once
/// (<see cref="RequestTarget"/>).</remarks>
internal sealed class ControlRouter(IRig rig, ImmutableArray<Resource> resources, ILogger log)
{
    private static readonly string Machine = Environment.MachineName;

    private readonly Audit _audit = new(rig, log);

    public async Task HandleAsync(HttpContext http)
    {
        SafetyHeaders.Add(http.Response);
        TokenPlan? token = null;
        bool changes = false;
        try
        {
            BrowserGuard.Check(http, [Machine, .. rig.Plan.Hub.HttpNames]);
            var (role, shown) = Access.Of(Listener.Of(http), http.Request.Headers.Authorization, rig.Plan.Hub.Tokens);
            token = shown;
            await FindAsync(http, role, resource => changes = !resource.IsFor(ApiRole.View));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody is left to be told.
        }
        catch (Exception e)
        {
            var problem = ProblemFor(e, http);
            await RefuseAsync(http, problem);
            if (problem.Status is 401 or 403 or 421) _audit.Refused(http, Caller.Of(http, token), problem.Status);
        }

        if (changes) _audit.Note(http, Caller.Of(http, token), http.Response.StatusCode);
    }

    private Task FindAsync(HttpContext http, ApiRole role, Action<Resource> found)
    {
        string raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = RequestTarget.Parse(raw);
        string method = HttpMethods.IsHead(http.Request.Method) ? HttpMethods.Get : http.Request.Method;

        var allowed = new List<string>();
        foreach (var resource in resources)
        {
            if (resource.Match(target.Segments) is not { } names) continue;
            if (resource.Method == method && resource.IsFor(role))
            {
                found(resource);
                resource.RequireMediaType(http);
                return resource.Handler(http, names);
            }

            allowed.Add(resource.Method);
        }

        if (role == ApiRole.View && method != HttpMethods.Get) throw Access.ReadOnly(Listener.Of(http), method);
        if (allowed.Count == 0)
        {
            throw new ProblemException(404, ProblemCode.NotFound, $"no resource {raw}; the API begins at /v1/hub (docs/control-api.md)");
        }

        string allow = string.Join(", ", allowed);
        throw new ProblemException(405, ProblemCode.MethodNotAllowed, $"{raw} has no {http.Request.Method}, only {allow}")
        {
            Allow = allow,
        };
    }

    private ProblemException ProblemFor(Exception e, HttpContext http)
    {
        switch (e)
        {
            case ProblemException problem:
                return problem;
            case NameNotFoundException name:
                return new ProblemException(404, ProblemCode.NotFound, name.Message) { Nearest = name.Nearest };
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                long most = http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? ControlLimits.MaxBodyBytes;
                return new ProblemException(413, ProblemCode.TooLarge, $"the body is longer than {most} bytes");
            case BadHttpRequestException bad:
                return new ProblemException(bad.StatusCode, ProblemCode.Malformed, bad.Message);
            case TimeoutException or AskTimeoutException:
                return new ProblemException(504, ProblemCode.NoAnswer, "the hub did not answer in time");
            default:
                ControlLog.Failed(log, e, http.Request.Method, http.Request.Path);
                return new ProblemException(500, ProblemCode.Internal, $"internal error: {e.Message}");
        }
    }

    private static async Task RefuseAsync(HttpContext http, ProblemException problem)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();     // half an answer must not look like a whole one
            return;
        }

        http.Response.Clear();
        SafetyHeaders.Add(http.Response);
        if (problem.Allow is { } allow) http.Response.Headers.Allow = allow;
        // Not Basic: a browser would ask for it, keep it, and show it for other pages' requests too.
        if (problem.Status == 401) http.Response.Headers.WWWAuthenticate = "Bearer realm=\"gpiohub\"";
        await Answer.JsonAsync(http, problem.ToDocument(), WireJson.Readable.ProblemDocument, problem.Status, "application/problem+json");
    }
}
