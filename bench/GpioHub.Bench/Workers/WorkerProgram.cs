using System.Globalization;
using System.Text.Json;

namespace GpioHub.Bench.Workers;

/// <summary>The other end of <see cref="Processes.WorkerProcess"/>: a line of milliseconds in, a line of JSON out.</summary>
internal static class WorkerProgram
{
    public const string Ready = "ready";

    public static int Run(string kind, string[] words)
    {
        var arguments = new WorkerArguments(words);
        if (kind == "pong")
        {
            Pong.Run(arguments.Text("socket"));
            return 0;
        }

        if (kind == "fanpong")
        {
            FanPong.Run(arguments.Text("socket"), arguments.Number("fan"));
            return 0;
        }

        if (kind == "tcppong")
        {
            TcpPong.Run(arguments.Text("port"));
            return 0;
        }

        using IWorker worker = Create(kind, arguments);
        Console.WriteLine(Ready);
        while (Console.ReadLine() is { } line)
            Console.WriteLine(JsonSerializer.Serialize(worker.Run(int.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture))));
        return 0;
    }

    private static IWorker Create(string kind, WorkerArguments arguments) => kind switch
    {
        "ping" => new Ping(arguments),
        "roundtrip" => new RoundTrip(arguments),
        "stream" => new RequestStream(arguments),
        "interrupt" => new Interrupt(arguments),
        "handler" => new Handler(arguments),
        "edges" => new EdgeStream(arguments),
        "guests" => new ManyGuests(arguments),
        "crowd" => new Crowd(arguments),
        "fanout" => new FanOut(arguments),
        "fanping" => new FanPing(arguments),
        "fresh" => new Fresh(arguments),
        "idle" => new IdleGuests(arguments),
        "events" => new EventReaders(arguments),
        "tcpping" => new TcpPing(arguments),
        "hostedges" => new HostEdges(arguments),
        "hoststorm" => new HostStorm(arguments),
        "pacededges" => new PacedEdges(arguments),
        _ => throw new ArgumentException($"no worker {kind}"),
    };
}
