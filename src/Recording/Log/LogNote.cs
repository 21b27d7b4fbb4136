namespace GpioHub.Recording.Log;

/// <summary>An event that is more than a record holds: what has happened to a guest, a chip, the configuration.</summary>
public abstract record LogNote;
