using GpioHub.Hub.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

public class LogFormatSpec
{
    [Fact(DisplayName = "A line is <level> <guest or chip>: text (IF-2.6)")]
    public void Lines()
    {
        string text = Write(log =>
        {
            using (log.BeginScope(new Dictionary<string, object> { ["Subject"] = "ivi" })) HubLog.Said(log, LogLevel.Warning, "front-end did not negotiate interrupts", null);
            HubLog.Said(log, LogLevel.Information, "up", null);
            HubLog.Said(log, LogLevel.Debug, "not shown", null);
            HubLog.Said(log, LogLevel.Error, "no", null);
        });

        Assert.Equal("warn ivi: front-end did not negotiate interrupts\ninfo hub: up\nerror hub: no\n", text);
    }

    [Fact(DisplayName = "One event is one line: what a guest or client brings along cannot forge another")]
    public void NoForgery() =>
        Assert.Equal("info hub: a error ivi: b\n", Write(log => HubLog.Said(log, LogLevel.Information, "a\nerror ivi: b", null)));

    private static string Write(Action<ILogger> log)
    {
        using var output = new StringWriter();
        using (var logs = LoggerFactory.Create(builder => builder.AddProvider(HubLogging.To(output, verbose: false)).SetMinimumLevel(LogLevel.Debug)))
        {
            log(logs.CreateLogger("hub"));
        }

        return output.ToString();
    }
}
