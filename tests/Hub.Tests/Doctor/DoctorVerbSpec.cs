using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GpioHub.Hub.Commands.Doctor.Checks;
using GpioHub.Hub.Tests.Configuration;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Doctor;

/// <summary>The verb as one types it: with hubs that run, its JSON, and what its page says.</summary>
public partial class DoctorVerbSpec
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Rig.Repository, "docs/guide/doctor.md"));

    [Fact(DisplayName = "docs/guide/doctor.md has a row for each check, in the order in which they are printed")]
    public void EveryCheckIsTold() => Assert.Equal(DoctorCheck.All.Select(check => check.Name),
        Row().Matches(Page[Page.IndexOf("| check |", StringComparison.Ordinal)..]).Select(row => row.Groups[1].Value));

    [Fact(DisplayName = "Names of checks fit their column, and each is there once")]
    public void Names()
    {
        Assert.All(DoctorCheck.All, check => Assert.Matches("^[a-z]+(-[a-z]+)*$", check.Name));
        Assert.Equal(13, DoctorCheck.All.Max(check => check.Name.Length));
        Assert.Distinct(DoctorCheck.All.Select(check => check.Name));
    }

    [Fact(DisplayName = "The JSON of a sick machine and of a healthy one fits the schema of docs/guide/doctor.md")]
    public async Task Json()
    {
        string text = Page[(Page.IndexOf("```json", StringComparison.Ordinal) + "```json".Length)..];
        var schema = new JsonSchemaValidator(JsonNode.Parse(text[..text.IndexOf("```", StringComparison.Ordinal)])!.AsObject());
        using var patient = new Patient();
        foreach (bool healthy in new[] { true, false })
        {
            if (!healthy) patient.Machine("memory-backend-ram,id=ram,size=2G");
            var result = await patient.RunAsync(new(patient.Config, null, null, false, null), new(Json: true, Quiet: false));
            var json = JsonNode.Parse(result.Out)!;
            Assert.True(schema.IsValid(json), result.Out);
            Assert.Equal((healthy ? 0 : 1, healthy), (result.Code, json["healthy"]!.GetValue<bool>()));
            Assert.Equal(healthy ? 0 : 1, json["findings"]!.AsArray().Count(finding => finding!["state"]!.GetValue<string>() == "problem"));
            json["findings"]![0]!["state"] = "sick";
            Assert.False(schema.IsValid(json));
        }
    }

    [Fact(DisplayName = "A guest that the rig does not have is told with the nearest, exit 4")]
    public async Task NoSuchGuest()
    {
        using var rig = new RigFolder(Patient.Rig);
        Assert.Equal(new CliResult(4, "", "gpiohub: no guest \"ivy\"; did you mean ivi?\n"),
            await Cli.RunAsync("doctor", rig.Config, "ivy"));
    }

    [Fact(DisplayName = "A hub that runs and is well is found by its rig's file and by --hub, and what it says of itself is looked at")]
    public async Task RunningHub()
    {
        using var rig = new RigFolder(Simulated);
        await using var hub = await Support.RunningHub.StartAsync(rig.Config);
        foreach (string[] how in new[] { new[] { "doctor", rig.Config }, ["--hub", Path.Combine(rig.Sockets, "control.sock"), "doctor"] })
        {
            var result = await Cli.RunAsync(how);
            Assert.Equal((0, ""), (result.Code, result.Error));
            string socket = Path.Combine(rig.Sockets, "control.sock");
            string[] told =
            [
                $"ok    hub            {socket} answers, with {rig.Config}", "ok    hub-version    hub and command are 0.2.0",
                $"ok    hub-config     generation 1 is {rig.Config} as it is on disk", "ok    hub-health     every reactor comes round",
                "ok    hub-losses     no edge, no event and no driver was turned away",
                $"ok    web-guard      {socket} refuses what a stranger's web page sends",
                "note  guest          nobody is connected to ivi",
            ];
            Assert.All(told, line => Assert.Contains($"{line}\n", result.Out, StringComparison.Ordinal));
        }
    }

    [Fact(DisplayName = "A front-end of a running hub that says nothing, and a file that was changed, are found")]
    public async Task SickHub()
    {
        using var rig = new RigFolder(Simulated);
        await using var hub = await Support.RunningHub.StartAsync(rig.Config);
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await silent.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(rig.Sockets, "ivi.sock")));
        string before = await File.ReadAllTextAsync(rig.Config);
        await File.WriteAllTextAsync(rig.Config, before.Replace("IGN]", "IGN, NEW]", StringComparison.Ordinal));

        var result = await Cli.RunAsync("doctor", "-q", rig.Config, "ivi");
        Assert.Equal(1, result.Code);
        string changed = $@"{Regex.Escape(rig.Config)} has \d changes? on disk that are not in force";
        Assert.Matches($"(?m)^warn  hub-config     {changed} → gpiohub reload$", result.Out);
        Assert.Matches(@"(?m)^fail  guest          ivi: \S+ \(\d+\) has connected and says nothing ", result.Out);

        await File.WriteAllTextAsync(rig.Config, "chips: nonsense\n");
        var other = await Cli.RunAsync("--hub", Path.Combine(rig.Sockets, "control.sock"), "doctor", "-q");
        Assert.Contains($"fail  hub-config     {rig.Config} has changed on disk, and cannot be applied: ", other.Out,
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A hub whose reactor does not come round is not well, and the reason is told (IF-3.22)")]
    public async Task NotWell()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Rounds = [TimeSpan.Zero, null];
        var result = await hub.CliAsync("doctor", "-q");
        Assert.Equal(1, result.Code);
        Assert.Contains("fail  hub-health     reactor 1 has not come round within 1 s → ", result.Out, StringComparison.Ordinal);
    }

    private const string Simulated = """
        hub: { sockets: SOCKETS }
        chips: { bench: { driver: sim, lines: [IGN] } }
        guests: { ivi: { lines: [{ name: IGN, from: bench/IGN }] } }
        """;

    [GeneratedRegex(@"(?m)^\| `([a-z-]+)` \|")]
    private static partial Regex Row();
}
