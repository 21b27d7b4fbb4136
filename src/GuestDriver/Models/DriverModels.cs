namespace GpioHub.GuestDriver.Models;

/// <summary>The drivers that were written for virtio-gpio, by name.</summary>
public static class DriverModels
{
    /// <summary>Every model, oldest first.</summary>
    public static IReadOnlyList<IDriverModel> All { get; } =
        [new LinuxV4Model(), new LinuxV4EoiModel(), new LinuxV4RevisedModel(), new LinuxModel(), new ZephyrModel()];

    /// <summary>The model of this name.</summary>
    /// <param name="name">linux-v4, linux-v4-eoi, linux-v4-revised, linux or zephyr.</param>
    /// <exception cref="ArgumentException">No model has this name.</exception>
    public static IDriverModel Named(string name) =>
        All.FirstOrDefault(model => model.Name == name)
        ?? throw new ArgumentException(
            $"no driver model is named \"{name}\"; there are {string.Join(", ", All.Select(model => model.Name))}", nameof(name));
}
