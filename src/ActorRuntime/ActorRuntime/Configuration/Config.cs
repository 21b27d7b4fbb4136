using System.Globalization;
using Akka.Actor;

namespace Akka.Configuration;

public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message) : base(message) { }

    public ConfigurationException(string message, Exception exception) : base(message, exception) { }
}

/// <summary>A tree of settings, read by dotted path. Immutable.</summary>
public class Config
{
    public static readonly Config Empty = new();

    private readonly HoconObject _root;

    public Config() : this(new HoconObject()) { }

    public Config(Config source, Config fallback) : this(source._root.WithFallback(fallback._root)) { }

    internal Config(HoconObject root) => _root = root;

    public virtual bool IsEmpty => _root.IsEmpty;

    internal HoconObject Root => _root;

    /// <summary>What is set here stays; <paramref name="fallback"/> fills the gaps.</summary>
    public virtual Config WithFallback(Config fallback) =>
        fallback is null || fallback.IsEmpty ? this : new Config(this, fallback);

    public virtual bool HasPath(string path) => _root.Find(path) is not null;

    /// <returns>Null if there is no such section.</returns>
    public virtual Config GetConfig(string path) => _root.Find(path) is HoconObject section ? new Config(section) : null;

    public virtual string GetString(string path, string @default = null) => _root.Find(path) is string text ? text : @default;

    public virtual bool GetBoolean(string path, bool @default = false) => GetString(path) switch
    {
        null => @default,
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        var other => throw new FormatException($"Unknown boolean format: {other} ({path})"),
    };

    public virtual int GetInt(string path, int @default = 0) => Parse(path, @default, s => int.Parse(s, CultureInfo.InvariantCulture));

    public virtual long GetLong(string path, long @default = 0) => Parse(path, @default, s => long.Parse(s, CultureInfo.InvariantCulture));

    public virtual double GetDouble(string path, double @default = 0) => Parse(path, @default, s => double.Parse(s, CultureInfo.InvariantCulture));

    /// <returns>Empty if it is not set.</returns>
    public virtual IList<string> GetStringList(string path) => _root.Find(path) switch
    {
        IReadOnlyList<string> list => [.. list],
        string one => [one],
        _ => [],
    };

    /// <summary>A number with a unit (ms, s, m, h, d and their long names); without one, milliseconds; <c>infinite</c>.</summary>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true)
    {
        if (GetString(path) is not { } text) return @default ?? TimeSpan.Zero;
        if (allowInfinite && text is "infinite") return Timeout.InfiniteTimeSpan;

        int digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c is '.' or '-').Count();
        double value = double.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture);
        return text[digits..].Trim() switch
        {
            "" or "ms" or "millis" or "millisecond" or "milliseconds" => TimeSpan.FromMilliseconds(value),
            "us" or "micros" or "microsecond" or "microseconds" => TimeSpan.FromMicroseconds(value),
            "s" or "second" or "seconds" => TimeSpan.FromSeconds(value),
            "m" or "minute" or "minutes" => TimeSpan.FromMinutes(value),
            "h" or "hour" or "hours" => TimeSpan.FromHours(value),
            "d" or "day" or "days" => TimeSpan.FromDays(value),
            var unit => throw new FormatException($"Unknown time unit: {unit} ({path})"),
        };
    }

    public override string ToString() => _root.ToString();

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    private T Parse<T>(string path, T @default, Func<string, T> parse) => GetString(path) is { } text ? parse(text) : @default;
}

public static class ConfigExtensions
{
    public static bool IsNullOrEmpty(this Config config) => config is null || config.IsEmpty;

    public static Config SafeWithFallback(this Config config, Config fallback) =>
        config.IsNullOrEmpty() ? fallback : config.WithFallback(fallback);
}

public class ConfigurationFactory
{
    private static readonly Config Reference = ParseString("""
        akka {
          loglevel = "INFO"
          stdout-loglevel = "WARNING"
          loggers = ["Akka.Event.DefaultLogger"]
          logger-startup-timeout = 5s
          log-dead-letters = 10
          log-dead-letters-during-shutdown = off
          actor {
            ask-timeout = infinite
            guardian-supervisor-strategy = "Akka.Actor.DefaultSupervisorStrategy"
            default-dispatcher { type = Dispatcher, throughput = 30 }
            internal-dispatcher { type = Dispatcher, throughput = 30 }
            default-blocking-io-dispatcher { type = Dispatcher, throughput = 1 }
          }
          scheduler { implementation = "Akka.Actor.HashedWheelTimerScheduler" }
          coordinated-shutdown {
            default-phase-timeout = 5s
            run-by-actor-system-terminate = on
            run-by-clr-shutdown-hook = on
          }
        }
        """);

    public static Config Empty => Config.Empty;

    /// <summary>What a system takes that is told nothing else.</summary>
    public static Config Default() => Reference;

    public static Config Load() => Config.Empty;

    /// <exception cref="FormatException">not the HOCON that this reader knows: keys, braces, lists, quotes, comments; no includes, no substitutions</exception>
    public static Config ParseString(string hocon) => new(new HoconParser(hocon).Parse());
}
