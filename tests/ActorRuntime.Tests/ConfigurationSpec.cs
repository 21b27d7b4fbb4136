using Akka.Actor;
using Akka.Configuration;
using Xunit;

namespace ActorRuntime.Tests;

public class ConfigurationSpec
{
    private static readonly Config Sample = ConfigurationFactory.ParseString(
        """
        # a comment
        akka {
          loglevel = DEBUG           // another
          loggers = ["One, Assembly", Two]
          actor.ask-timeout = 1500ms, extra : 7
          "quoted.key" { inner = "a = \"b\"" }
          on-off = off
          text = several words here
        }
        akka.actor.more = 0.5
        """);

    [Fact(DisplayName = "Nested and dotted keys, quotes, lists, comments, = and :")]
    public void Reads()
    {
        Assert.Equal("DEBUG", Sample.GetString("akka.loglevel"));
        Assert.Equal(["One, Assembly", "Two"], Sample.GetStringList("akka.loggers"));
        Assert.Equal(TimeSpan.FromMilliseconds(1500), Sample.GetTimeSpan("akka.actor.ask-timeout"));
        Assert.Equal(7, Sample.GetInt("akka.extra"));
        Assert.Equal("a = \"b\"", Sample.GetString("akka.\"quoted.key\".inner"));
        Assert.False(Sample.GetBoolean("akka.on-off", true));
        Assert.Equal("several words here", Sample.GetString("akka.text"));
        Assert.Equal(0.5, Sample.GetDouble("akka.actor.more"));
        Assert.Equal(0.5, Sample.GetConfig("akka.actor").GetDouble("more"));
    }

    [Fact(DisplayName = "What is missing takes the given default")]
    public void Defaults()
    {
        Assert.Null(Sample.GetString("akka.none"));
        Assert.Equal(3, Sample.GetInt("akka.none", 3));
        Assert.True(Sample.GetBoolean("akka.none", true));
        Assert.Empty(Sample.GetStringList("akka.none"));
        Assert.False(Sample.HasPath("akka.none.at.all"));
        Assert.True(Sample.HasPath("akka.actor"));
    }

    [Fact(DisplayName = "A fallback fills the gaps and changes nothing that is set")]
    public void Fallback()
    {
        var merged = ConfigurationFactory.ParseString("a { x = 1 }").WithFallback("a { x = 2, y = 3 }");
        Assert.Equal(1, merged.GetInt("a.x"));
        Assert.Equal(3, merged.GetInt("a.y"));
    }

    [Theory(DisplayName = "Durations have units; without one they are milliseconds")]
    [InlineData("250", 250)]
    [InlineData("2s", 2_000)]
    [InlineData("1.5 s", 1_500)]
    [InlineData("3 minutes", 180_000)]
    [InlineData("1h", 3_600_000)]
    public void Durations(string text, double milliseconds) =>
        Assert.Equal(milliseconds, ConfigurationFactory.ParseString($"t = {text}").GetTimeSpan("t").TotalMilliseconds);

    [Fact(DisplayName = "infinite is -1 ms")]
    public void Infinite() => Assert.Equal(Timeout.InfiniteTimeSpan, ConfigurationFactory.ParseString("t = infinite").GetTimeSpan("t"));

    [Fact(DisplayName = "A system starts with a configuration, and a name it can have")]
    public async Task System()
    {
        using var system = ActorSystem.Create("named-1", ConfigurationFactory.ParseString("my.key = 5"));
        Assert.Equal("named-1", system.Name);
        Assert.Equal(5, system.Settings.Config.GetInt("my.key"));
        await system.Terminate();
        Assert.Throws<ArgumentException>(() => ActorSystem.Create("-bad"));
    }
}
