using GpioHub.Actors.Contract;
using GpioHub.Transports.Native;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Writes down who changed something through the control API, and who was not let in.</summary>
internal sealed class Audit(IRig rig, ILogger log)
{
    /// <summary>The longest part of a path that is kept.</summary>
    private const int LongestPath = 200;

    /// <summary>Refusals of a second that are logged: whoever knocks without end fills no disk. Our limit.</summary>
    private const int RefusalsPerSecond = 5;

    private readonly Lock _lock = new();
    private long _second;
    private int _refusals;

    /// <summary>Notes a request that changes something, with its answer's status.</summary>
    public void Note(HttpContext http, string who, int status) =>
        rig.Log.Note(new AuditNote(who, What(http), status), MonotonicClock.Now);

    /// <summary>Logs a request that was refused because of who sends it.</summary>
    public void Refused(HttpContext http, string who, int status)
    {
        lock (_lock)
        {
            long second = Environment.TickCount64 / 1000;
            if (second != _second) (_second, _refusals) = (second, 0);
            if (++_refusals > RefusalsPerSecond) return;
        }

        ControlLog.Refused(log, who, What(http), status);
    }

    /// <summary>Method and path. Not the query: a token belongs nowhere near a log, and somebody may have put it there.</summary>
    private static string What(HttpContext http)
    {
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        string path = target.StartsWith('/') ? target : "(no path)";
        return $"{http.Request.Method} {(path.Length <= LongestPath ? path : $"{path[..LongestPath]}…")}";
    }
}
