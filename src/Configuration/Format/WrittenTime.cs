using GpioHub.Configuration.Format;

namespace GpioHub.Configuration;

/// <summary>A time as rig files write it, for others who take one: a number with us, ms, s or m. Source: IF-1.4.</summary>
public static class WrittenTime
{
    private static readonly TimeKind Kind = new();

    /// <summary>What would be right, in a few words.</summary>
    public static string Expected => Kind.Expected;

    public static bool TryParse(string text, out TimeSpan time)
    {
        bool right = Kind.TryParse(text, out var read);
        time = read ?? default;
        return right && read is not null;
    }
}
