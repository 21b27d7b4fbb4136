namespace GpioHub.Hub.Links.Certificates;

/// <summary>The failure of a host to be part of its rig, in words.</summary>
internal sealed class LinkSetupException(string message) : Exception(message);
