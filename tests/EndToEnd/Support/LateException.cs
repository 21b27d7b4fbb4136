namespace GpioHub.EndToEnd.Support;

/// <summary>A program of the test was too slow for its guest, and has seen that itself: nothing was wrong, it can be tried again.</summary>
public sealed class LateException(string message) : Exception(message);
