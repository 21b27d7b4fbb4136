using System.Globalization;
using GpioHub.Bench.Life;

// Behind bench/startup.sh and bench/steady.sh: gpiohub-life startup|steady --hub PROGRAM [--json] [--runs N | --minutes N --guests N]
string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
int Number(string name, int otherwise) =>
    int.Parse(Option(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

string hub = Option("--hub", "gpiohub");
var report = new Report(json: args.Contains("--json"));
switch (args.FirstOrDefault())
{
    case "startup":
        foreach (int guests in (int[])[1, 32]) StartUp.Measure(hub, guests, Number("--runs", 10), report);
        return 0;
    case "steady":
        return await SteadyState.MeasureAsync(hub, Number("--guests", 128), TimeSpan.FromMinutes(Number("--minutes", 30)), report) ? 0 : 1;
    default:
        Console.Error.WriteLine("usage: gpiohub-life startup|steady --hub PROGRAM");
        return 2;
}
