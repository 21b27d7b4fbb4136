using ActorRuntime.Tests.Support;
using Akka.Actor;
using Akka.Event;
using Xunit;

namespace ActorRuntime.Tests;

public class LoggingSpec : RuntimeSpec
{
    [Fact(DisplayName = "An actor logs under its path; the template becomes text where it is read")]
    public void FromActor()
    {
        Sys.EventStream.Subscribe<LogEvent>(TestActor);
        Sys.ActorOf(Props.Create<Talker>(), "talker").Tell("go");
        var info = (Info)FishForMessage(m => m is Info { LogSource: "akka://test/user/talker" });
        Assert.Equal("one, 2 and 3", info.Message.ToString());
        Assert.Equal("{0}, {1} and {2}", ((LogMessage)info.Message).Format);
        Assert.Equal(typeof(Talker), info.LogClass);
        Assert.Null(info.Cause);
        var error = (Error)FishForMessage(m => m is Error { LogSource: "akka://test/user/talker" });
        Assert.IsType<InvalidOperationException>(error.Cause);
    }

    [Fact(DisplayName = "What is below the level is neither formatted nor published")]
    public void BelowLevel()
    {
        Sys.EventStream.SetLogLevel(LogLevel.WarningLevel);
        Sys.EventStream.Subscribe<LogEvent>(TestActor);
        var log = Logging.GetLogger(Sys, "source");
        Assert.False(log.IsInfoEnabled);
        log.Info("{0}", new Unprintable());
        log.Warning("seen");
        Assert.Equal("seen", ((Warning)FishForMessage(m => m is Warning)).Message.ToString());
    }

    [Fact(DisplayName = "Event filters see level, text, source and cause")]
    public void Filters()
    {
        var log = Logging.GetLogger(Sys, "source");
        EventFilter.Info("exactly").ExpectOne(() => log.Info("exactly"));
        EventFilter.Warning(start: "begins").ExpectOne(() => log.Warning("begins {0}", "so"));
        EventFilter.Error(contains: "mid").ExpectOne(() => log.Error("in the middle"));
        EventFilter.Exception<InvalidOperationException>().Expect(2, () =>
        {
            log.Error(new InvalidOperationException("a"), "first");
            log.Error(new InvalidOperationException("b"), "second");
        });
        Assert.ThrowsAny<Exception>(() => EventFilter.Info("never").ExpectOne(TimeSpan.FromMilliseconds(20), () => { }));
    }

    [Fact(DisplayName = "A formatter of one's own takes named holes")]
    public void OwnFormatter()
    {
        Sys.EventStream.Subscribe<Info>(TestActor);
        Logging.GetLogger(Sys, "source", new Braces()).Info("{Name} rises", "sun");
        Assert.Equal("<{Name} rises: sun>", ((Info)FishForMessage(m => m is Info { LogSource: string s } && s.StartsWith("source", StringComparison.Ordinal))).Message.ToString());
    }

    private sealed class Talker : ReceiveActor
    {
        public Talker() =>
            ReceiveAny(_ =>
            {
                Context.GetLogger().Info("{0}, {1} and {2}", "one", 2, 3L);
                Context.GetLogger().Error(new InvalidOperationException("cause"), "failed");
            });
    }

    private sealed class Unprintable
    {
        public override string ToString() => throw new InvalidOperationException("must not be printed");
    }

    private sealed class Braces : ILogMessageFormatter
    {
        public string Format(string format, params object[] args) => $"<{format}: {string.Join(",", args)}>";

        public string Format(string format, IEnumerable<object> args) => Format(format, [.. args]);
    }
}
