using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Contract;
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
            var target = RequestTarget.Parse(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            if (Open(http, target) is { } page)
            {
                await page;
                return;
            }

            var (role, shown) = Access.Of(Listener.Of(http), http.Request.Headers.Authorization, rig.Plan.Hub.Tokens);
            token = shown;
            http.Features.Set(new Granted(role));
            await FindAsync(http, target, role, resource => changes = !resource.IsFor(ApiRole.View));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody is left to be told.
        }
        catch (Exception e)
        {
            var problem = ProblemFor(e, http);
            await Answer.RefuseAsync(http, problem);
            if (problem.Status is 401 or 403 or 421) _audit.Refused(http, Caller.Of(http, token), problem.Status);
        }

        if (changes) _audit.Note(http, Caller.Of(http, token), http.Response.StatusCode);
    }

    /// <summary>What is for everybody, whatever token they show; null = it is none of that.</summary>
    private Task? Open(HttpContext http, RequestTarget target)
    {
        foreach (var resource in resources.Where(resource => resource.Open && resource.Method == MethodOf(http)))
            if (resource.Match(target.Segments) is { } names) return resource.Handler(http, names);
        return null;
    }

    private static string MethodOf(HttpContext http) => HttpMethods.IsHead(http.Request.Method) ? HttpMethods.Get : http.Request.Method;

    private Task FindAsync(HttpContext http, RequestTarget target, ApiRole role, Action<Resource> found)
    {
        string raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string method = MethodOf(http);
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
}
