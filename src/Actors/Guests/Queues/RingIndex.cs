namespace GpioHub.Actors.Guests;

/// <summary>The rings of a guest, by their vhost-user index.</summary>
internal static class RingIndex
{
    public const int Request = 0;

    public const int Event = 1;

    public static readonly int[] All = [Request, Event];
}
