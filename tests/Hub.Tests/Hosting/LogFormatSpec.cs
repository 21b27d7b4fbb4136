using System.Text.Json;
using GpioHub.Hub.Hosting.Logging;
using Serilog;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>A line of the log, for people and for programs.</summary>
public class LogFormatSpec
{
    [Fact(DisplayName = "A line is <level> <guest or chip>: text (IF-2.6)")]
    public void Lines()
    {
        string text = Write(LogForm.Text, log =>
        {
            log.ForContext("Guest", "ivi").Warning("front-end did not negotiate interrupts");
            log.Information("up");
            log.Debug("not shown");
            log.Error("no");
        });

        Assert.Equal("warn ivi: front-end did not negotiate interrupts\ninfo hub: up\nerror hub: no\n", text);
    }

    [Theory(DisplayName =
        "The subject is the guest, else the line, the chip, the part of the hub, the hub's own logger; a library's name is none")]
    [InlineData("ivi", "Guest", "Line", "Chip")]
    [InlineData("body/HORN", "Line", "Chip", "Part")]
    [InlineData("body", "Chip", "Part")]
    [InlineData("configuration", "Part", "SourceContext")]
    [InlineData("sockets", "SourceContext")]
    [InlineData("hub")]
    public void Subjects(string subject, params string[] properties)
    {
        var values = new Dictionary<string, string>
        {
            ["Guest"] = "ivi",
            ["Line"] = "body/HORN",
            ["Chip"] = "body",
            ["Part"] = "configuration",
            ["SourceContext"] = "sockets",
        };
        string text = Write(LogForm.Text, log =>
            properties.Aggregate(log, (so, name) => so.ForContext(name, values[name])).Information("{Count} lines", 3));
        Assert.Equal($"info {subject}: 3 lines\n", text);
        Assert.Equal("info hub: up\n",
            Write(LogForm.Text, log => log.ForContext("SourceContext", "Akka.Actor.ActorSystem").Information("up")));
    }

    [Fact(DisplayName = "--log json: an object a line with time, message, level above Information, subject and every hole of the template")]
    public void Json()
    {
        string text = Write(LogForm.Json,
            log => log.ForContext("Chip", "body").Warning("up again after {Attempts} attempts at {Path}", 3, "/dev/gpiochip0"));

        using var line = JsonDocument.Parse(Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        var root = line.RootElement;
        Assert.True(root.GetProperty("@t").TryGetDateTimeOffset(out _));
        Assert.Equal(
            ("up again after 3 attempts at /dev/gpiochip0", "Warning", "body", "body", 3),
            (root.GetProperty("@m").GetString(), root.GetProperty("@l").GetString(), root.GetProperty("Subject").GetString(),
                root.GetProperty("Chip").GetString(), root.GetProperty("Attempts").GetInt32()));
    }

    [Theory(DisplayName = "One event is one line: what a guest or client brings along cannot forge another")]
    [InlineData(LogForm.Text, "info hub: a error ivi: b\n")]
    [InlineData(LogForm.Json, null)]
    public void NoForgery(object form, string? line)
    {
        string text = Write((LogForm)form, log => log.Information("{Text}", "a\nerror ivi: b"));
        Assert.Equal(1, text.Count(c => c == '\n'));
        if (line is not null) Assert.Equal(line, text);
    }

    [Theory(DisplayName = "What Akka.NET says of itself is left out, what it warns of is written")]
    [InlineData("akka://gpiohub/user/hub/guest-ivi", false, true)]
    [InlineData("CoordinatedShutdown(akka://gpiohub)", false, false)]
    [InlineData("CoordinatedShutdown(akka://gpiohub)", true, true)]
    public void Akka(string source, bool warns, bool written)
    {
        string text = Write(LogForm.Text, log =>
        {
            var akka = log.ForContext("LogSource", source);
            if (warns) akka.Warning("said");
            else akka.Information("said");
        });
        Assert.Equal(written, text.Length > 0);
    }

    private static string Write(LogForm form, Action<ILogger> say)
    {
        using var output = new StringWriter();
        using (var log = HubLogging.To(output, form, verbose: false)) say(log);
        return output.ToString();
    }
}
